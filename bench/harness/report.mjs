import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRepository } from './places.mjs';
import { median } from './samples.mjs';

const OURS = 'Atelier';

/** Three significant digits, thousands apart. */
function short(value) {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return value.toLocaleString('en', {
    minimumFractionDigits: Math.min(digits, 3),
    maximumFractionDigits: Math.min(digits, 3)
  });
}

const isRival = subject => !subject.startsWith(OURS);

/**
 * How many times better Atelier's median is than the rival's; below 1 the rival leads. Where Atelier
 * is measured in another way too, that one beside the first rival.
 */
function lead(figure, subject) {
  const ours = isRival(subject) ? OURS : subject;
  const rival = isRival(subject) ? subject : Object.keys(figure.samples).find(isRival);
  if (subject === OURS || !figure.samples[ours] || !rival) {
    return undefined;
  }
  const [mine, theirs] = [median(figure.samples[ours]), median(figure.samples[rival])];
  return figure.better === 'lower' ? theirs / mine : mine / theirs;
}

/** The target in words, and whether Atelier has missed it. */
function targetOf({ better, samples, target }) {
  const ours = samples[OURS];
  if (!target || !ours) {
    return '';
  }
  const rival = Object.keys(samples).find(isRival);
  if (target.lead !== undefined) {
    const words = `≥ ${target.lead} ×`;
    return !rival || lead({ better, samples }, rival) >= target.lead ? words : `${words}, missed`;
  }
  const words = `${better === 'lower' ? '≤' : '≥'} ${target.value}`;
  const value = median(ours);
  const isMet = better === 'lower' ? value <= target.value : value >= target.value;
  return isMet ? words : `${words}, missed`;
}

function summarize(figure) {
  const { name, unit, better } = figure;
  const target = targetOf(figure);
  const subjects = Object.entries(figure.samples).map(([subject, samples]) => ({
    subject,
    samples,
    minimum: Math.min(...samples),
    median: median(samples),
    maximum: Math.max(...samples),
    lead: lead(figure, subject)
  }));
  return { name, unit, better, target, subjects };
}

function rowsOf({ name, unit, subjects, target }) {
  return subjects.map((each, index) => [
    index ? '' : `${name}, ${unit}`,
    each.subject,
    short(each.median),
    `${short(each.minimum)} – ${short(each.maximum)}`,
    String(each.samples.length),
    each.lead === undefined ? '' : `${short(each.lead)} ×`,
    index ? '' : target
  ]);
}

const HEADINGS = ['figure', 'of', 'median', 'min – max', 'n', 'Atelier leads', 'target'];

/** The figures as a table that reads well in a terminal and is Markdown. */
function tableOf(figures) {
  const withTargets = figures.some(figure => figure.target);
  const rows = [HEADINGS, ...figures.flatMap(rowsOf)].map(row =>
    withTargets ? row : row.slice(0, -1)
  );
  const widths = rows[0].map((_, at) => Math.max(3, ...rows.map(row => row[at].length)));
  const line = row =>
    `| ${row.map((cell, at) => (at < 2 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join(' | ')} |`;
  const rule = `| ${widths.map((width, at) => (at < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(rows[0]), rule, ...rows.slice(1).map(line)].join('\n');
}

/** Prints one benchmark's figures. */
export function printFigures(name, figures) {
  console.log(`\n${name}\n${tableOf(figures.map(summarize))}`);
}

/** Writes all of a run to bench/results. @returns the file, relative to the repository */
export function writeResults(results) {
  const folder = inRepository('bench/results');
  mkdirSync(folder, { recursive: true });
  const name = `${results.machine.at.replaceAll(':', '-').slice(0, 19)}.json`;
  const benchmarks = results.benchmarks.map(each => ({
    ...each,
    figures: each.figures.map(summarize)
  }));
  const text = JSON.stringify({ ...results, benchmarks }, null, 2);
  writeFileSync(path.join(folder, name), `${text}\n`);
  return `bench/results/${name}`;
}
