"""The magics, by what they are about."""

from .assets import AssetMagics
from .jobs import JobMagics
from .tracking import TrackingMagics

__all__ = ["AssetMagics", "JobMagics", "TrackingMagics"]
