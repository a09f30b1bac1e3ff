const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** 1536 → `1.5 KiB`. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) {
    return '–';
  }
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), BYTE_UNITS.length - 1);
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${BYTE_UNITS[power]}`;
}

/** Whole numbers with separators: 12345 → `12,345`. */
export function formatInteger(value: number): string {
  return Number.isFinite(value) ? Math.round(value).toLocaleString() : String(value);
}

/** A measured number in at most five significant digits; very large and very small ones with an exponent. */
export function formatNumber(value: number | null | undefined, digits = 5): string {
  if (value === null || value === undefined) {
    return '–';
  }
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  }
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e9) {
    return value.toLocaleString();
  }
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) {
    return value.toExponential(Math.min(digits - 1, 3));
  }
  return value.toLocaleString(undefined, { maximumSignificantDigits: digits });
}

/** A share 0…1 as `87.5 %`. */
export function formatPercent(share: number, digits = 1): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(digits)} %` : '–';
}

/** Milliseconds as people say them: `340 ms`, `12.4 s`, `3 min 20 s`, `2 h 5 min`, `4 d 3 h`. */
export function formatDuration(milliseconds: number | null | undefined): string {
  if (milliseconds === null || milliseconds === undefined || !Number.isFinite(milliseconds)) {
    return '–';
  }
  if (milliseconds < 1000) {
    return milliseconds < 10
      ? `${Number(milliseconds.toFixed(2))} ms`
      : `${Math.round(milliseconds)} ms`;
  }
  const seconds = milliseconds / 1000;
  if (seconds < 60) {
    return `${Number(seconds.toFixed(1))} s`;
  }
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [Math.floor(seconds) % 60, 's']
  ];
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** A point in time, in the reader's own time zone and manner. */
export function formatTime(time: number): string {
  return new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}

const RELATIVE: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000]
];

/** `3 minutes ago`, seen from `now`; below a minute `now`. */
export function formatRelativeTime(time: number, now: number): string {
  const format = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' });
  const difference = time - now;
  for (const [unit, size] of RELATIVE) {
    if (Math.abs(difference) >= size) {
      return format.format(Math.round(difference / size), unit);
    }
  }
  return format.format(0, 'second');
}

/** What is less is nothing to compare: of money, and of watt-hours and grams. */
const LEAST_MONEY = 0.0001;
const LEAST = 0.001;

/** An amount of money: small ones with as many digits as tell something, `€0.0042`. */
export function formatMoney(amount: number, currency: string): string {
  if (amount > 0 && amount < LEAST_MONEY) {
    return `< ${formatMoney(LEAST_MONEY, currency)}`;
  }
  const isSmall = amount !== 0 && Math.abs(amount) < 0.1;
  return amount.toLocaleString(undefined, {
    style: 'currency',
    currency,
    ...(isSmall ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 2 })
  });
}

/** Kilowatt-hours: `1.2 kWh`, below that `34 Wh`. */
export function formatEnergy(kilowattHours: number): string {
  return kilowattHours !== 0 && kilowattHours < 1
    ? `${atLeast(kilowattHours * 1_000)} Wh`
    : `${formatNumber(kilowattHours, 3)} kWh`;
}

/** Grams of carbon dioxide equivalent: `340 gCO₂e`, from a kilogram on `1.2 kgCO₂e`. */
export function formatCarbon(grams: number): string {
  return grams >= 1_000 ? `${formatNumber(grams / 1_000, 3)} kgCO₂e` : `${atLeast(grams)} gCO₂e`;
}

const atLeast = (amount: number): string =>
  amount > 0 && amount < LEAST ? `< ${LEAST}` : formatNumber(amount, 2);
