const STOPS = 5;

/** A colour for a share 0 … 1, from cold to warm; grey where there is none. */
export function rampColour(share: number | null): string {
  if (share === null || Number.isNaN(share)) {
    return 'var(--jp-ui-font-color3)';
  }
  const place = Math.max(0, Math.min(1, share)) * (STOPS - 1);
  const stop = Math.min(STOPS - 2, Math.floor(place));
  const part = Math.round((place - stop) * 100);
  return `color-mix(in oklab, var(--atl-ramp-${stop + 2}) ${part}%, var(--atl-ramp-${stop + 1}))`;
}
