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


def classes(model, examples, labels, report):
    """Of a classifier: the figures that eval told, from the probabilities."""
    import json

    x, label = np.load(examples), np.load(labels)
    p = run(model, x=x)["probabilities"]
    told = json.load(open(report))
    figures = {"accuracy": np.mean(p.argmax(1) == label), "nll": -np.log(p[np.arange(len(p)), label]).mean()}
    print(figures, told)
    assert all(abs(value - told[name]) < 1e-4 for name, value in figures.items())


def generator(model, weights):
    """Of transposed convolutions and batch norm: as NumPy computes it from the weights by name."""
    w = np.load(weights)
    code = w["generator.0.weight"].shape[0]
    z = np.random.default_rng(3).standard_normal((5, code), dtype=np.float32)
    x = z @ w["generator.0.weight"] + w["generator.0.bias"]
    layers = 1 + max(int(name.split(".")[1]) for name in w if name.startswith("generator."))
    side = None
    for i in range(1, layers):
        part = {name.split(".")[2]: w[name] for name in w if name.startswith(f"generator.{i}.")}
        if "running_mean" in part:
            channels = len(part["weight"])
            x = x.reshape(len(x), -1, channels)
            x = (x - part["running_mean"]) / np.sqrt(part["running_var"] + 1e-5) * part["weight"] + part["bias"]
            x = np.maximum(x, 0)
            side = round(x.shape[1] ** 0.5)
        else:
            k, _, _, out = part["weight"].shape
            x = x.reshape(len(x), side, side, -1)
            spread = np.einsum("nhwi,abio->nhwabo", x, part["weight"], dtype=np.float64)
            y = np.zeros((len(x), 2 * side + k - 2, 2 * side + k - 2, out))
            for a in range(k):
                for b in range(k):
                    y[:, a : a + 2 * side : 2, b : b + 2 * side : 2] += spread[:, :, :, a, b]
            x = y[:, 1:-1, 1:-1] + part["bias"]  # a padding of 1
            side *= 2
    agrees("generator", run(model, z=z)["x"], 1 / (1 + np.exp(-x.reshape(len(x), side, side, -1))))


def arrays(weights, model):
    """The NPZ has what the safetensors has, under the same names."""
    from safetensors.numpy import load_file

    w, saved = np.load(weights), load_file(model)
    for name in w:
        if "running" not in name:
            assert w[name].dtype == np.float32 and np.array_equal(w[name], saved[name]), name
    learnt = [name for name in saved if name.endswith((".weight", ".bias"))]
    assert learnt and all(name in w for name in learnt), (learnt, list(w))


def codes(table, array, labels):
    """A table of codes has the array's numbers, to the bit, and the labels."""
    with open(table) as file:
        head = file.readline().strip().split(",")
        rows = np.array([line.split(",") for line in file.read().split()])
    z = np.load(array)
    assert head == [f"code{i}" for i in range(z.shape[1])] + ["label"], head
    assert np.array_equal(rows[:, :-1].astype(np.float32), z)
    assert np.array_equal(rows[:, -1].astype(int), np.load(labels))


def figures(report, told):
    """What the script in PyTorch told, beside eval's: noise apart the same."""
    import json

    wanted, got = json.load(open(report)), json.loads(open(told).read().splitlines()[-1])
    print(wanted, got)
    for name in ("loss", "mse", "kl", "accuracy"):
        if name in wanted and name in got:
            # 10 examples; the noise of the code moves the loss and not the others.
            drawn = "kl" in wanted or "generator" in wanted
            room = 0.1 if name == "loss" and drawn else 1e-4
            assert abs(got[name] - wanted[name]) <= room * max(1, abs(wanted[name])), name


def valid(*paths):
    """By ONNX's own rules. In a process without onnxruntime: Debian's two know the same operators twice."""
    import onnx

    for path in paths:
        onnx.checker.check_model(onnx.load(path), full_check=True)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
