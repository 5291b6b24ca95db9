"""Runs exported files in other programs and compares with what Hourglass said. exported.py WHAT ARGUMENTS…"""
import sys

import numpy as np

tolerance = 1e-5


def run(path, **inputs):
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    names = [one.name for one in session.get_outputs()]
    return dict(zip(names, session.run(names, inputs)))


def agrees(what, got, wanted):
    assert got.shape == wanted.shape, (what, got.shape, wanted.shape)
    off = float(np.abs(got - wanted).max() / max(1, np.abs(wanted).max()))
    print(f"{what} {got.shape}: off by {off:.2g}")
    assert off <= tolerance and np.isfinite(got).all(), what


def parts(model, examples, codes, decoded, labels=None):
    """MODEL-{encoder,decoder,whole}.onnx beside the arrays that encode and decode wrote."""
    x, z, y = (np.load(path) for path in (examples, codes, decoded))
    told = {} if labels is None else {"label": np.load(labels).astype(np.int64)}
    encoded = run(f"{model}-encoder.onnx", x=x)
    code = encoded["mean" if "mean" in encoded else "code"]
    agrees("encoder", code, z)
    agrees("decoder", run(f"{model}-decoder.onnx", z=z, **told)["reconstruction"].reshape(y.shape), y)
    agrees("whole", run(f"{model}-whole.onnx", x=x, **told)["reconstruction"].reshape(y.shape), y)


def valid(*paths):
    """By ONNX's own rules. In a process without onnxruntime: Debian's two know the same operators twice."""
    import onnx

    for path in paths:
        onnx.checker.check_model(onnx.load(path), full_check=True)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
