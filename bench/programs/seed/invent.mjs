/** Runs as they could come from people who train models. */
const MODELS = [
  'forest',
  'gradient-boosting',
  'linear',
  'mlp',
  'resnet18',
  'resnet50',
  'transformer'
];
const OPTIMIZERS = ['adam', 'adamw', 'sgd', 'lion'];
const RATES = ['0.1', '0.03', '0.01', '0.003', '0.001', '0.0003', '0.0001'];
const TEAMS = ['churn', 'fraud', 'search', 'vision'];
const ADJECTIVES = ['amber', 'bold', 'calm', 'deft', 'eager', 'fair', 'gentle', 'keen', 'lucid'];
const ANIMALS = ['crane', 'dolphin', 'falcon', 'heron', 'lynx', 'marten', 'otter', 'raven', 'seal'];
const USERS = ['ada', 'grace', 'joan', 'katherine', 'mary'];
const NOTEBOOKS = ['train.ipynb', 'sweeps/search.ipynb', 'experiments/ablation.ipynb'];
const NAMED = ['train/loss', 'val/loss', 'val/accuracy', 'val/auc', 'val/f1', 'epoch_seconds'];
const CURVES = new Set(['train/loss', 'val/loss', 'val/accuracy']);
const EPOCHS = 30;
const DAY = 86_400_000;

export const METRICS = count =>
  Array.from({ length: count }, (_, index) => NAMED[index] ?? `eval/metric_${index}`);

const statusOf = chance => (chance < 0.9 ? 'finished' : chance < 0.97 ? 'failed' : 'killed');

/** How good a run turns out, 0 to 1: its params have a say in it, as they should. */
function qualityOf(random, model, rate) {
  const right = 1 - Math.abs(Math.log10(Number(rate)) + 2.5) / 3;
  return Math.min(
    0.999,
    Math.max(0.01, 0.35 + MODELS.indexOf(model) * 0.05 + right * 0.25 + random.noise() * 0.08)
  );
}

function valueOf(key, quality, progress, random) {
  if (key.endsWith('loss')) {
    return 0.05 + 2.5 * (1 - quality * progress) ** 2 + Math.abs(random.noise()) * 0.02;
  }
  if (key === 'epoch_seconds') {
    return 5 + random.next() * 60;
  }
  return Math.min(1, Math.max(0, quality * (0.5 + progress / 2) + random.noise() * 0.02));
}

function pointsOf(key, quality, random, startedAt, position) {
  const count = CURVES.has(key) ? EPOCHS : 1;
  const points = { positions: [], steps: [], values: [], times: [] };
  for (let index = 0; index < count; index++) {
    points.positions.push(position + index);
    points.steps.push(count === 1 ? EPOCHS - 1 : index);
    points.values.push(valueOf(key, quality, (index + 1) / count, random));
    points.times.push(startedAt + 10_000 * (index + 1));
  }
  return points;
}

export function inventRun({ random, index, runs, keys, experiments, now }) {
  const experiment = experiments[Math.floor(random.next() ** 2 * experiments.length)];
  const model = random.pick(MODELS);
  const rate = random.pick(RATES);
  const quality = qualityOf(random, model, rate);
  const startedAt = Math.round(now - 60 * DAY * (1 - index / runs) - 3_600_000);
  const status = statusOf(random.next());
  const metrics = new Map();
  let position = 2;
  for (const key of keys) {
    const points = pointsOf(key, quality, random, startedAt, position);
    position += points.values.length;
    metrics.set(key, points);
  }
  return {
    id: random.id(),
    experiment,
    name: `${random.pick(ADJECTIVES)}-${random.pick(ANIMALS)}-${index}`,
    status,
    error: status === 'failed' ? 'CUDA out of memory: tried to allocate 2.00 GiB' : null,
    user: random.pick(USERS),
    notebook: random.next() < 0.6 ? random.pick(NOTEBOOKS) : null,
    startedAt,
    endedAt: startedAt + random.integer(60_000, 7_200_000),
    lastPosition: position,
    params: {
      model,
      learning_rate: rate,
      optimizer: random.pick(OPTIMIZERS),
      batch_size: String(2 ** random.integer(4, 9)),
      max_depth: String(random.integer(2, 16)),
      dropout: (random.integer(0, 5) / 10).toFixed(1),
      seed: String(random.integer(1, 1_000)),
      dataset: `customers-v${random.integer(1, 6)}`
    },
    tags: {
      team: random.pick(TEAMS),
      stage: random.pick(['dev', 'test', 'candidate']),
      'mlflow.source.git.commit': random.id() + random.id().slice(0, 8),
      'mlflow.source.git.branch': random.pick(['main', 'main', 'tune', 'features'])
    },
    metrics
  };
}

/** One run with a very long series, spikes included, and a shorter one. */
export function inventSeries({ random, points, experiment, now }) {
  const startedAt = now - points * 50 - 3_600_000;
  const series = (count, position, shape) => {
    const made = { positions: [], steps: [], values: [], times: [] };
    let time = startedAt;
    for (let step = 0; step < count; step++) {
      time += 45 + random.integer(0, 9);
      made.positions.push(position + step);
      made.steps.push(step);
      made.values.push(shape(step / count));
      made.times.push(time);
    }
    return made;
  };
  const loss = at =>
    2 * Math.exp(-4 * at) + 0.1 + random.noise() * 0.05 + (random.next() < 5e-6 ? 5 : 0);
  const shorter = Math.ceil(points / 10);
  return {
    id: random.id(),
    experiment,
    name: 'a-million-points',
    status: 'finished',
    error: null,
    user: 'ada',
    notebook: 'train.ipynb',
    startedAt,
    endedAt: now - 60_000,
    lastPosition: points + shorter + 2,
    params: { model: 'transformer', learning_rate: '0.0003' },
    tags: { team: 'search', stage: 'candidate' },
    metrics: new Map([
      ['train/loss', series(points, 2, loss)],
      ['val/accuracy', series(shorter, points + 2, at => 1 - Math.exp(-3 * at) / 2)]
    ])
  };
}
