"""
The other side of the parity tests: data sets, cross-validation and metrics of scikit-learn.

Reads a JSON request a line from standard input and writes its JSON answer to standard output.
"""

import base64
import json
import sys
import warnings

import lightgbm
import numpy as np
import onnx
from sklearn import datasets, metrics
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

Columns = dict[str, list[float | None]]
Scores = dict[str, float]

warnings.filterwarnings("ignore")
LIGHTGBM = {"n_estimators": 100, "verbose": -1, "n_jobs": 1, "random_state": 0}
MODELS = {
    "logisticRegression": lambda: make_pipeline(
        SimpleImputer(strategy="median"),
        StandardScaler(),
        LogisticRegression(max_iter=1000, tol=1e-6),
    ),
    "gradientBoosting": lambda: lightgbm.LGBMClassifier(**LIGHTGBM),
    "gradientBoostingRegressor": lambda: lightgbm.LGBMRegressor(**LIGHTGBM),
    "randomForest": lambda: RandomForestClassifier(n_estimators=200, random_state=0),
    "randomForestRegressor": lambda: RandomForestRegressor(
        n_estimators=200, random_state=0, max_features=1 / 3, min_samples_leaf=5
    ),
}


def load(name: str, rows: int | None = None) -> dict[str, object]:
    """A bundled data set as columns x0, x1, … and its target."""
    x, y = getattr(datasets, f"load_{name}")(return_X_y=True)
    x, y = x[:rows], y[:rows]
    columns = {f"x{j}": x[:, j].tolist() for j in range(x.shape[1])}
    return {"columns": columns, "target": y.tolist()}


def matrix(columns: Columns) -> np.ndarray:
    """One row a table row, NaN where a value is missing."""
    return np.array(list(columns.values()), dtype=float).T


def classification(actual: list[int], probabilities: list[list[float]]) -> Scores:
    """Scores by the names that the library uses; the last of two classes is positive."""
    actual, probabilities = np.array(actual), np.array(probabilities)
    classes = probabilities.shape[1]
    predicted = probabilities.argmax(axis=1)
    average = "binary" if classes == 2 else "macro"
    binary = classes == 2
    score = probabilities[:, 1] if binary else probabilities
    onehot = np.eye(classes)[actual]
    return {
        "accuracy": metrics.accuracy_score(actual, predicted),
        "precision": metrics.precision_score(actual, predicted, average=average, zero_division=0),
        "recall": metrics.recall_score(actual, predicted, average=average, zero_division=0),
        "f1": metrics.f1_score(actual, predicted, average=average, zero_division=0),
        "rocAuc": metrics.roc_auc_score(actual, score, multi_class="ovr"),
        "averagePrecision": metrics.average_precision_score(actual if binary else onehot, score),
        "logLoss": metrics.log_loss(actual, probabilities),
        "brier": metrics.brier_score_loss(actual, score)
        if binary
        else float(((probabilities - onehot) ** 2).sum(axis=1).mean()),
    }


def regression(actual: list[float], predicted: list[float]) -> Scores:
    """Scores by the names that the library uses."""
    return {
        "rmse": metrics.root_mean_squared_error(actual, predicted),
        "mae": metrics.mean_absolute_error(actual, predicted),
        "r2": metrics.r2_score(actual, predicted),
    }


def cross_validate(model: str, columns: Columns, target: list[float], fold: list[int]) -> Scores:
    """Mean scores of a model over the folds that the library made."""
    x, y, fold = matrix(columns), np.array(target), np.array(fold)
    scores = []
    for k in np.unique(fold):
        fitted = MODELS[model]().fit(x[fold != k], y[fold != k])
        held, truth = x[fold == k], y[fold == k]
        if hasattr(fitted, "predict_proba"):
            scores.append(classification(truth, fitted.predict_proba(held)))
        else:
            scores.append(regression(truth, fitted.predict(held)))
    return {name: float(np.mean([score[name] for score in scores])) for name in scores[0]}


def probabilities(model: str, columns: Columns, target: list[int]) -> list[list[float]]:
    """What a model says about the rows that it was trained on."""
    x = matrix(columns)
    return MODELS[model]().fit(x, target).predict_proba(x).tolist()


def check_onnx(model: str) -> dict[str, str]:
    """Full check with shape inference; answers with the metadata."""
    proto = onnx.load_model_from_string(base64.b64decode(model))
    onnx.checker.check_model(proto, full_check=True)
    return {entry.key: entry.value for entry in proto.metadata_props}


for line in sys.stdin:
    request = json.loads(line)
    answer = globals()[request.pop("ask")](**request)
    print(json.dumps(answer), flush=True)
