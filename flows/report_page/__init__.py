"""`reknit report`: one HTML file that shows the answers, drawn from the published warehouse.

queries/    what each part of the page shows: a SELECT each, with its totals
charts/     pictures, as Vega and Vega-Lite specifications without their data
templates/  the page, its parts and its style
"""
