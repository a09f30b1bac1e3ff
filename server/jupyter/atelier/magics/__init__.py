"""The magics, by what they are about."""

from .assets import AssetMagics
from .tracking import TrackingMagics

__all__ = ["AssetMagics", "TrackingMagics"]
