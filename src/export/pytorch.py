#!/usr/bin/env python3
"""@title@

    python @file@ --data DATA eval
    python @file@ --data DATA train --epochs 10 --out trained.pt
#: samples_drawn
    python @file@ sample --count 64 --out samples.npy
#:
    torchrun --nproc-per-node 2 @file@ --data DATA train

DATA is a folder with MNIST's four files, packed or not; or FILE.npy or FILE.npy,LABELS.npy, of which every seventh
example is for testing, as Hourglass has it. The weights are those of @model@, which lies beside this script
unless --weights says where; or what `train` has written. Needs torch and numpy.
"""
import argparse
import gzip
import json
import math
import os
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

BATCH = @batch@
LEARNING_RATE = @learning_rate@

# ------------------------------------------------------------------------------------------ the network


#: pictures
class Picture(nn.Module):
    """[n, h·w·c] → [n, c, h, w]"""

    def __init__(self, *sides):
        super().__init__()
        self.sides = sides

    def forward(self, x):
        return x.reshape(-1, *self.sides).permute(0, 3, 1, 2)


class Rows(nn.Module):
    """[n, c, h, w] → [n, h·w·c]: the channels of a place side by side, as Hourglass has them."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


class Everywhere(nn.Module):
    """A layer on the channels of each place."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        return self.layer(x.movedim(1, -1)).movedim(-1, 1)


#:
#: tied
class Tied(nn.Module):
    """x·W + b with the weights of another layer, which torch has as Wᵀ."""

    def __init__(self, other, units, bias=True):
        super().__init__()
        self.other = [other]  # in a list: its weights are learnt once
        self.bias = nn.Parameter(torch.zeros(units), requires_grad=bias)

    def forward(self, x):
        return F.linear(x, self.other[0].weight.t(), self.bias)


#:
class Network(nn.Module):
    def __init__(self):
        super().__init__()
@network@
#: sigma_one
        self.log_variance = nn.Parameter(torch.zeros(1))  # of every pixel
#:

#: codec
    def reconstruction(self, y, x):
        """What y costs, an example: [n]."""
#: bernoulli
        return F.binary_cross_entropy_with_logits(y, x, reduction="none").sum(1)  # −log p(x|z), nats
#:
#: mse
        return ((y - x) ** 2).mean(1)
#:
#: sigma_fixed
        variance = @sigma@**2
        return 0.5 * ((y - x) ** 2 / variance + math.log(2 * math.pi * variance)).sum(1)  # −log p(x|z), nats
#:
#: sigma_one
        log_variance = -12 + F.softplus(self.log_variance + 12)
        return 0.5 * (math.log(2 * math.pi) + log_variance + (y - x) ** 2 * torch.exp(-log_variance)).sum(1)
#:
#: sigma_pixel
        mean, log_variance = y.reshape(len(y), -1, 2, @channels@).unbind(2)
        log_variance = -12 + F.softplus(log_variance + 12)
        off = x.reshape(mean.shape) - mean
        return 0.5 * (math.log(2 * math.pi) + log_variance + off**2 * torch.exp(-log_variance)).flatten(1).sum(1)
#:
#: categorical
        level = (x * @levels@).long().clamp(max=@levels@ - 1)
        logits = y.reshape(len(y), -1, @levels@).transpose(1, 2)
        return F.cross_entropy(logits, level, reduction="none").sum(1)  # nats
#:

    def means(self, y):
        """The pictures that the decoder's output stands for."""
#: bernoulli
        return torch.sigmoid(y)
#:
#: means_as_they_are
        return y
#:
#: sigma_pixel
        return y.reshape(len(y), -1, 2, @channels@)[:, :, 0].flatten(1)
#:
#: categorical
        middles = (torch.arange(@levels@, device=y.device) + 0.5) / @levels@
        return (torch.softmax(y.reshape(len(y), -1, @levels@), 2) * middles).sum(2)
#:

#:
#: gaussian
    def decode(self, z, label):
#: conditional
        z = torch.cat([z, F.one_hot(label, @classes@).float()], 1)
#:
        return self.decoder(z)

    def forward(self, x, label, samples=1, beta=@beta@):
        """What a batch costs: the loss, a number, and its terms, one an example."""
        mean, log_variance = self.encoder(x).chunk(2, 1)
        unit_kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance)
        kl = unit_kl.sum(1)
        mean, log_variance, rows = (t.repeat_interleave(samples, 0) for t in (mean, log_variance, x))
#: conditional
        label = label.repeat_interleave(samples, 0)
#:
        noise = torch.randn_like(mean)
        z = mean + torch.exp(0.5 * log_variance) * noise
        costs = self.reconstruction(self.decode(z, label), rows).reshape(len(x), samples)
        terms = {"reconstruction": costs.mean(1), "kl": kl}
#: importance
        if self.training:
            # −log 1/L Σ p(x, z) / q(z|x): Burda et al. 2016, equation 8
            drawn_kl = 0.5 * (z**2 - noise**2 - log_variance).sum(1).reshape(len(x), samples)
            bound = math.log(samples) - torch.logsumexp(-costs - beta * drawn_kl, 1)
            return bound.mean(), {**terms, "bound": bound}
#:
#: free_bits
        if self.training:
            # A unit's KL costs nothing below so many nats: Kingma et al. 2016, appendix C.8
            return costs.mean() + beta * unit_kl.mean(0).clamp(min=@free_bits@).sum(), terms
#:
        return (terms["reconstruction"] + beta * kl).mean(), terms

    def rebuilt(self, x, label):
        return self.means(self.decode(self.encoder(x).chunk(2, 1)[0], label))

    def sample(self, count, device):
#: conditional
        label = torch.arange(count, device=device) % @classes@
#:
#: untold
        label = None
#:
        return self.means(self.decode(torch.randn(count, @code@, device=device), label))

#:
#: plain
#: corrupt
    def spoilt(self, x):
#: gaussian_noise
        return x + @amount@ * torch.randn_like(x)
#:
#: mask
        return torch.where(torch.rand_like(x) < @amount@, torch.zeros_like(x), x)
#:
#: salt_pepper
        drawn = torch.rand_like(x)
        return torch.where(drawn < @amount@, (drawn >= @amount@ / 2).float(), x)
#:
#: block
        h, w, c = @sides@
        tall, wide = (max(1, round(side * math.sqrt(@amount@))) for side in (h, w))
        top, left = (torch.randint(0, room + 1, (len(x), 1), device=x.device) for room in (h - tall, w - wide))
        row, column = torch.arange(h, device=x.device), torch.arange(w, device=x.device)
        rows, columns = (row >= top) & (row < top + tall), (column >= left) & (column < left + wide)
        covered = (rows[:, :, None] & columns[:, None, :])[..., None].expand(-1, -1, -1, c)
        return x.masked_fill(covered.reshape(x.shape), 0)
#:

#:
    def forward(self, x, label):
        """What a batch costs: the loss, a number, and its terms, one an example."""
#: corrupt
        given = self.spoilt(x)
#:
#: clean
        given = x
#:
        code = self.encoder(given)
        terms = {"reconstruction": self.reconstruction(self.decoder(code), x)}
        loss = terms["reconstruction"]
#: l1
        terms["l1"] = code.abs().sum(1)
        loss = loss + @l1@ * terms["l1"]
#:
#: kl_sparsity
        active, wanted = code.mean(0).clamp(1e-6, 1 - 1e-6), @sparsity_target@
        kl = wanted * torch.log(wanted / active) + (1 - wanted) * torch.log((1 - wanted) / (1 - active))
        terms["kl_sparsity"] = kl.sum().expand(len(x))
        loss = loss + @kl_sparsity@ * terms["kl_sparsity"]
#:
#: contraction
        slope = @slope@
        terms["contraction"] = (slope**2 * (self.@code_layer@.weight**2).sum(1)).sum(1)  # ‖∂code/∂x‖²
        loss = loss + @contraction@ * terms["contraction"]
#:
#: estimated_contraction
        near = self.encoder(given + 0.05 * torch.randn_like(given))
        terms["contraction"] = ((near - code) ** 2).sum(1) / 0.05**2  # ‖∂code/∂x‖², by one draw
        loss = loss + @contraction@ * terms["contraction"]
#:
        return loss.mean(), terms

    def rebuilt(self, x, label):
#: corrupt
        x = self.spoilt(x)
#:
        return self.means(self.decoder(self.encoder(x)))

#:
#: classifier
    def logits(self, x):
@row@
        return x

    def forward(self, x, label):
        """What a batch costs: the loss, a number, and its terms, one an example."""
        logits = self.logits(x)
        nll = F.cross_entropy(logits, label, reduction="none")
        wrong = 100.0 * (logits.argmax(1) != label)
        return nll.mean(), {"nll": nll, "error": wrong}

#:

#: adversaries
    def noise(self, count, device):
#: noise_normal
        return torch.randn(count, @code@, device=device)
#:
#: noise_uniform
        return 2 * torch.rand(count, @code@, device=device) - 1
#:

    def pay(self, logit, real):
        """What the discriminator pays for an example, and its opinion of it."""
#: logits
        return F.softplus(-logit if real else logit), torch.sigmoid(logit)
#:
#: least_squares
        return 0.5 * (logit - (1 if real else 0)) ** 2, logit
#:
#: scores
        return -logit if real else logit, logit
#:

    def generator_pays(self, logit):
#: minimax
        return -F.softplus(logit)
#:
#: non_saturating
        return F.softplus(-logit)
#:
#: least_squares
        return 0.5 * (logit - 1) ** 2
#:
#: scores
        return -logit
#:

#: wasserstein_gp
    def penalty(self, x, generated):
        """λ (‖∇D‖ − 1)² between both: Gulrajani et al. 2017, equation 3."""
        with torch.enable_grad():
            between = torch.lerp(generated, x, torch.rand(len(x), 1, device=x.device)).detach().requires_grad_()
            (slope,) = torch.autograd.grad(self.discriminator(between).sum(), between, create_graph=self.training)
        return @gradient_penalty@ * (slope.norm(dim=1) - 1) ** 2

#:
    def forward(self, x, label, turn=None):
        """What a batch costs the one whose turn it is, or both: the loss, a number, and its terms, one an example."""
        generated = self.generator(self.noise(len(x), x.device))
        if turn == "generator":
            return self.generator_pays(self.discriminator(generated)[:, 0]).mean(), {}
        seen = self.discriminator(generated.detach())[:, 0]
        (real, opinion), (fake, other) = self.pay(self.discriminator(x)[:, 0], True), self.pay(seen, False)
        cost = real + fake
#: wasserstein_gp
        penalty = self.penalty(x, generated.detach())
        cost = cost + penalty
#:
        if turn == "discriminator":
            return cost.mean(), {}
        terms = {"discriminator": real + fake, "generator": self.generator_pays(seen), "real": opinion, "generated": other}
#: wasserstein_gp
        terms["penalty"] = penalty
#:
        return (cost + terms["generator"]).mean(), terms

    def sample(self, count, device):
        return self.generator(self.noise(count, device))

#:
# Where the parts of Hourglass's files lie in the network.
PARTS = {@parts@}
#: statistics
# The first of a part's running statistics in the tensor `statistics`.
STATISTICS = {@statistics@}
#:


def read_safetensors(path):
    """{name: array}"""
    types = {"F32": np.float32, "U32": np.uint32}
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    header.pop("__metadata__", None)
    return {
        name: np.frombuffer(data[slice(*t["data_offsets"])], types[t["dtype"]]).reshape(t["shape"])
        for name, t in header.items()
    }


@torch.no_grad()
def load(network, path):
    if path.suffix != ".safetensors":
        network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
        return
    tensors = {name: torch.from_numpy(array.copy()) for name, array in read_safetensors(path).items() if array.dtype == np.float32}
    for part, place in PARTS.items():
        module, weight = network.get_submodule(place), tensors.get(f"{part}.weight")
        if isinstance(module, nn.Linear):
            module.weight.copy_(weight.t())  # [i, o] → [o, i]
#: convolutions
        elif isinstance(module, nn.Conv2d):
            module.weight.copy_(weight.permute(3, 2, 0, 1))  # [k, k, i, o] → [o, i, k, k]
        elif isinstance(module, nn.ConvTranspose2d):
            module.weight.copy_(weight.permute(2, 3, 0, 1))  # [k, k, i, o] → [i, o, k, k]
#:
        elif weight is not None:
            module.weight.copy_(weight)
        if module.bias is not None:
            module.bias.copy_(tensors[f"{part}.bias"])
#: statistics
        if part in STATISTICS:
            count, first = len(module.running_mean), STATISTICS[part]
            module.running_mean.copy_(tensors["statistics"][first : first + count])
            module.running_var.copy_(tensors["statistics"][first + count : first + 2 * count])
#:
#: sigma_one
    network.log_variance.copy_(tensors["likelihood.0.log_variance"])
#:


# --------------------------------------------------------------------------------------------- the data


def read_array(path):
    """A .npy, or one of MNIST's files (IDX): [n, …]."""
    if path.name.endswith(".npy"):
        return np.load(path)
    with (gzip.open if path.suffix == ".gz" else open)(path, "rb") as file:
        data = file.read()
    sides = np.frombuffer(data, ">u4", data[3], 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).reshape(sides)


def find(folder, stem, ending):
    for name in (f"{stem}{joint}{ending}{packed}" for joint in "-." for packed in ("", ".gz")):
        if (folder / name).exists():
            return folder / name
    sys.exit(f"{folder}: has no {stem}-{ending}; give the folder with MNIST's four files, or FILE.npy")


def examples_of(data):
    """{"train", "test"}: x [n, h·w·c], and labels [n] or None."""
    if Path(data).is_dir():
        split = {
            name: tuple(read_array(find(Path(data), stem, ending)) for ending in ("images-idx3-ubyte", "labels-idx1-ubyte"))
            for name, stem in (("train", "train"), ("test", "t10k"))
        }
    else:
        arrays = [read_array(Path(path)) for path in data.split(",")]
        x, label = arrays[0], arrays[1] if len(arrays) > 1 else None
        kept = np.arange(len(x)) % 7 == 6
        split = {name: (x[rows], None if label is None else label[rows]) for name, rows in (("train", ~kept), ("test", kept))}
    ready = {}
    for name, (x, label) in split.items():
        x = x.reshape(len(x), -1)
        if x.shape[1] != @features@:
            sys.exit(f"{data}: has examples of {x.shape[1]} numbers, the network wants @features@; give its own data")
#: labelled
        if label is None:
            sys.exit(f"{data}: has no labels, which the network wants; give FILE.npy,LABELS.npy")
#:
#: normal
        if name == "train":
            rows = np.isin(label, @normal@)  # what is normal
            x, label = x[rows], label[rows]
#:
#: chosen_classes
        rows = np.isin(label, @chosen_classes@)
        x, label = x[rows], label[rows]
#:
#: limit
        if name == "train":
            x, label = x[:@limit@], None if label is None else label[:@limit@]
#:
#: few_labels
        if name == "train":
            x, label = x[:@labels@], label[:@labels@]
#:
        x = torch.from_numpy(x.astype(np.float32) / (255 if x.dtype == np.uint8 else 1))
#: threshold
        x = (x > @threshold@).float()
#:
        ready[name] = x, torch.from_numpy(label.astype(np.int64)) if label is not None else None
    return ready


def some(labels, rows, device):
    return None if labels is None else labels[rows].to(device)


# --------------------------------------------------------------------------------- evaluation, training


@torch.no_grad()
def evaluate(network, examples, device):
    """The figures of the examples, as `hourglass eval` has them."""
    network.eval()
    x, label = examples
    sums = {}
    for first in range(0, len(x), 256):
        rows = slice(first, first + 256)
        some_x, some_label = x[rows].to(device), some(label, rows, device)
        loss, terms = network(some_x, some_label)
#: codec
        terms["mse"] = ((network.rebuilt(some_x, some_label) - some_x) ** 2).mean(1)
#:
        terms["loss"] = loss.expand(len(some_x))
        for name, values in terms.items():
            sums[name] = sums.get(name, 0.0) + values.double().sum().item()
    figures = {name: value / len(x) for name, value in sums.items()}
#: classifier
    figures["accuracy"] = 1 - figures["error"] / 100
#:
    return {"images": len(x), **figures}


def rate(step):
    """The learning rate of a step, as a share of LEARNING_RATE."""
#: cosine
    warm, steps = @warm@, @schedule_steps@
    if step < warm:
        return (step + 1) / warm
    return @least@ + (1 - @least@) * 0.5 * (1 + math.cos(math.pi * min(1, (step - warm) / (steps - warm))))
#:
#: steps
    return 0.1 ** (step // @schedule_steps@)
#:
#: constant
    return 1
#:


def train(network, data, device, rank, world, epochs, seed, out):
    model = network
    if world > 1:
        model = nn.parallel.DistributedDataParallel(
            network, device_ids=[device] if device.type == "cuda" else None, find_unused_parameters=@unused@
        )
#: one_player
    learnt, base = [p for p in network.parameters() if p.requires_grad], LEARNING_RATE
    optimizer = @optimizer@
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
#:
#: adversaries
    players = {}
    for name, base in (("discriminator", @discriminator_rate@), ("generator", LEARNING_RATE)):
        learnt = list(network.get_submodule(name).parameters())
        optimizer = @optimizer@
        players[name] = learnt, optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
#:
    x, label = data["train"]
    step, batches = 0, max(1, len(x) // BATCH)
    for epoch in range(epochs):
        network.train()
        order = torch.randperm(len(x), generator=torch.Generator().manual_seed(seed + epoch))  # the same in each process
        for batch in range(batches):
            rows = order[batch * BATCH : (batch + 1) * BATCH][rank::world]
#: gaussian
            beta = @beta@@warm_up@
            loss, _ = model(x[rows].to(device), some(label, rows, device), samples=@samples@, beta=beta)
#:
#: without_samples
            loss, _ = model(x[rows].to(device), some(label, rows, device))
#:
#: one_player
            optimizer.zero_grad()
            loss.backward()
#: clip_norm
            nn.utils.clip_grad_norm_(learnt, @clip_norm@)
#:
            optimizer.step()
            schedule.step()
            step += 1
#:
#: adversaries
            # The generator moves once for @discriminator_steps@ of the discriminator's moves, each on fresh examples.
            last = (batch + 1) % @discriminator_steps@ == 0
            for name in ("discriminator", "generator") if last else ("discriminator",):
                learnt, optimizer, _ = players[name]
                loss, _ = model(x[rows].to(device), None, turn=name)
                optimizer.zero_grad()
                loss.backward()
#: clip_norm
                nn.utils.clip_grad_norm_(learnt, @clip_norm@)
#:
                optimizer.step()
#: wasserstein
                with torch.no_grad():
                    for p in players["discriminator"][0]:
                        p.clamp_(-@clip_weights@, @clip_weights@)
#:
            if last:
                for _, _, schedule in players.values():
                    schedule.step()
                step += 1
#:
        if rank == 0:
            print(json.dumps({"epoch": epoch + 1, "steps": step, "test": evaluate(network, data["test"], device)}), flush=True)
            if out:
                torch.save(network.state_dict(), out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", help="a folder of MNIST's files, or FILE.npy[,LABELS.npy]")
    parser.add_argument("--weights", type=Path, default=Path(__file__).with_name(@model_literal@), help="a .safetensors of Hourglass, or a .pt of this script")
    parser.add_argument("--device", help="cpu, cuda, mps; left out: what there is")
    parser.add_argument("--seed", type=int, default=@seed@)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("eval", help="the figures of the test examples, as JSON")
    training = verbs.add_parser("train", help="train on; under torchrun, in several processes")
    training.add_argument("--epochs", type=int, default=1)
    training.add_argument("--out", help="a .pt to write after each epoch")
    training.add_argument("--anew", action="store_true", help="from weights by chance")
#: samples_drawn
    sampling = verbs.add_parser("sample", help="draw examples, [n, h, w, c] as .npy")
    sampling.add_argument("--count", type=int, default=64)
    sampling.add_argument("--out", required=True)
#:
    options = parser.parse_args()
    if options.verb != "sample" and not options.data:
        parser.error("--data is missing; give a folder of MNIST's files, or FILE.npy[,LABELS.npy]")

    world, rank = int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0))
    kind = options.device or ("cuda" if torch.cuda.is_available() else "cpu")
    device = torch.device(kind, int(os.environ.get("LOCAL_RANK", 0))) if kind == "cuda" else torch.device(kind)
    if world > 1:
        torch.distributed.init_process_group("nccl" if kind == "cuda" else "gloo")
    torch.manual_seed(options.seed)
    network = Network()
    if not getattr(options, "anew", False):
        if not options.weights.exists():
            sys.exit(f"{options.weights}: no such file; put it beside this script, or give --weights")
        load(network, options.weights)
#: batch_norm
    if world > 1 and kind == "cuda":
        network = nn.SyncBatchNorm.convert_sync_batchnorm(network)
#:
    network.to(device)
    torch.manual_seed(options.seed + 1 + rank)  # each process draws noise of its own
#: samples_drawn
    if options.verb == "sample":
        with torch.no_grad():
            np.save(options.out, network.eval().sample(options.count, device).reshape(-1, @sides@).cpu().numpy())
        return
#:
    data = examples_of(options.data)
    if options.verb == "train":
        train(network, data, device, rank, world, options.epochs, options.seed, options.out)
    elif rank == 0:
        print(json.dumps(evaluate(network, data["test"], device)))
    if world > 1:
        torch.distributed.destroy_process_group()


if __name__ == "__main__":
    main()
