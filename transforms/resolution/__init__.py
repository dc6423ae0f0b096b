"""One person from many profiles: `resolve(profiles, judgements)`."""

from transforms.resolution.resolve import resolve
from transforms.resolution.tables import JUDGEMENT_COLUMNS, PROFILE_COLUMNS, Profiles, Resolution

__all__ = ["JUDGEMENT_COLUMNS", "PROFILE_COLUMNS", "Profiles", "Resolution", "resolve"]
