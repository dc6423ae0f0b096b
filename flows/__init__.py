"""The only folder that knows Prefect: the main job as flows, and the command line."""
