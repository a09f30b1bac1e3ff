"""
What a data scientist writes to serve an ONNX model: FastAPI in front of ONNX Runtime.

    MODEL=model.onnx uvicorn scoring_server:app
"""

from __future__ import annotations

import os

import numpy as np
import onnxruntime
from fastapi import FastAPI
from pydantic import BaseModel

FEATURES = [f"f{index}" for index in range(10)]

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession(
    os.environ["MODEL"], options, providers=["CPUExecutionProvider"]
)
app = FastAPI()


class Tensor(BaseModel):
    name: str
    shape: list[int]
    datatype: str
    data: list[float]


class InferRequest(BaseModel):
    inputs: list[Tensor]


class ScoreRequest(BaseModel):
    inputs: list[dict[str, float]]


def predict(rows: np.ndarray) -> tuple[list, list]:
    labels, probabilities = session.run(None, {"input": rows})
    return labels.tolist(), probabilities.tolist()


@app.get("/health")
async def health() -> dict:
    return {"status": "ok"}


@app.post("/v2/models/bench/infer")
async def infer(request: InferRequest) -> dict:
    (given,) = request.inputs
    labels, probabilities = predict(np.asarray(given.data, np.float32).reshape(given.shape))
    flat = [value for row in probabilities for value in row]
    return {
        "model_name": "bench",
        "outputs": [
            {"name": "label", "datatype": "INT64", "shape": [len(labels)], "data": labels},
            {
                "name": "probabilities",
                "datatype": "FP32",
                "shape": [len(labels), 2],
                "data": flat,
            },
        ],
    }


@app.post("/score")
async def score(request: ScoreRequest) -> dict:
    rows = np.asarray([[row[name] for name in FEATURES] for row in request.inputs], np.float32)
    labels, probabilities = predict(rows)
    outputs = [
        {"label": label, "probabilities": each}
        for label, each in zip(labels, probabilities, strict=True)
    ]
    return {"outputs": outputs}
