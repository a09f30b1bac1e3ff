import '@atelier-ml/ui/style/index.js';
import '@atelier-ml/shell/style/index.js';
import '@atelier-ml/datasets/style/index.js';
import '@atelier-ml/compute/style/index.js';
import '@atelier-ml/environments/style/index.js';
import '@atelier-ml/experiments/style/index.js';
import '@atelier-ml/models/style/index.js';
import '@atelier-ml/endpoints/style/index.js';
