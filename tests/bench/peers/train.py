"""The reference steps of tests/reference as a PyTorch user writes them. Started by tests/bench/train.ts.

usage: train.py NAME THREADS
Prints {"parameters": count, "version": …}; then for each line "run N" on standard input {"ms": [one number per step]};
for "quit" {"peakMB": …}, and ends.
"""

import itertools
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


def norm(channels):
    return nn.InstanceNorm2d(channels, affine=True)


def initialise(module):
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(module.weight, 0.0, 0.02)


def dcgan_generator(latent=100, f=64):
    return nn.Sequential(
        nn.ConvTranspose2d(latent, 8 * f, 4, 1, 0, bias=False), norm(8 * f), nn.ReLU(True),
        nn.ConvTranspose2d(8 * f, 4 * f, 4, 2, 1, bias=False), norm(4 * f), nn.ReLU(True),
        nn.ConvTranspose2d(4 * f, 2 * f, 4, 2, 1, bias=False), norm(2 * f), nn.ReLU(True),
        nn.ConvTranspose2d(2 * f, f, 4, 2, 1, bias=False), norm(f), nn.ReLU(True),
        nn.ConvTranspose2d(f, 3, 4, 2, 1), nn.Tanh(),
    ).apply(initialise)


def dcgan_discriminator(norms, f=64):
    layers = [nn.Conv2d(3, f, 4, 2, 1), nn.LeakyReLU(0.2, True)]
    for c in (f, 2 * f, 4 * f):
        layers += [nn.Conv2d(c, 2 * c, 4, 2, 1, bias=not norms)]
        layers += [norm(2 * c)] if norms else []
        layers += [nn.LeakyReLU(0.2, True)]
    return nn.Sequential(*layers, nn.Conv2d(8 * f, 1, 4, 1, 0, bias=norms), nn.Flatten(0)).apply(initialise)


def dcgan_64(batch=8, latent=100):
    G, D = dcgan_generator(latent), dcgan_discriminator(norms=True)
    opt_g = torch.optim.Adam(G.parameters(), 2e-4, (0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), 2e-4, (0.5, 0.999))
    ones, zeros = torch.ones(batch), torch.zeros(batch)
    bce = F.binary_cross_entropy_with_logits

    def step():
        real = torch.rand(batch, 3, 64, 64) * 2 - 1
        fake = G(torch.randn(batch, latent, 1, 1))
        opt_d.zero_grad()
        loss_d = bce(D(real), ones) + bce(D(fake.detach()), zeros)
        loss_d.backward()
        opt_d.step()
        opt_g.zero_grad()
        loss_g = bce(D(fake), ones)
        loss_g.backward()
        opt_g.step()
        return loss_d.item(), loss_g.item()

    return step, (G, D)


def wgan_gp_64(batch=8, latent=100):
    G, D = dcgan_generator(latent), dcgan_discriminator(norms=False)
    opt_g = torch.optim.Adam(G.parameters(), 1e-4, (0.0, 0.9))
    opt_d = torch.optim.Adam(D.parameters(), 1e-4, (0.0, 0.9))

    def penalty(real, fake):
        alpha = torch.rand(batch, 1, 1, 1)
        between = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
        (gradient,) = torch.autograd.grad(D(between).sum(), between, create_graph=True)
        return ((gradient.flatten(1).norm(2, dim=1) - 1) ** 2).mean()

    def step():
        real = torch.rand(batch, 3, 64, 64) * 2 - 1
        fake = G(torch.randn(batch, latent, 1, 1))
        opt_d.zero_grad()
        loss_d = D(fake.detach()).mean() - D(real).mean() + 10 * penalty(real, fake.detach())
        loss_d.backward()
        opt_d.step()
        opt_g.zero_grad()
        loss_g = -D(fake).mean()
        loss_g.backward()
        opt_g.step()
        return loss_d.item(), loss_g.item()

    return step, (G, D)


class Residual(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.f = nn.Sequential(
            nn.ReflectionPad2d(1), nn.Conv2d(c, c, 3, bias=False), norm(c), nn.ReLU(True),
            nn.ReflectionPad2d(1), nn.Conv2d(c, c, 3, bias=False), norm(c),
        )

    def forward(self, x):
        return x + self.f(x)


def down(f):
    return [
        nn.Conv2d(f, 2 * f, 3, 2, 1, bias=False), norm(2 * f), nn.ReLU(True),
        nn.Conv2d(2 * f, 4 * f, 3, 2, 1, bias=False), norm(4 * f), nn.ReLU(True),
    ]


def resnet_generator(f=32, blocks=6):
    return nn.Sequential(
        nn.ReflectionPad2d(3), nn.Conv2d(3, f, 7, bias=False), norm(f), nn.ReLU(True),
        *down(f),
        *[Residual(4 * f) for _ in range(blocks)],
        nn.ConvTranspose2d(4 * f, 2 * f, 3, 2, 1, output_padding=1, bias=False), norm(2 * f), nn.ReLU(True),
        nn.ConvTranspose2d(2 * f, f, 3, 2, 1, output_padding=1, bias=False), norm(f), nn.ReLU(True),
        nn.ReflectionPad2d(3), nn.Conv2d(f, 3, 7), nn.Tanh(),
    ).apply(initialise)


def patch_discriminator(f=32):
    layers = [nn.Conv2d(3, f, 4, 2, 1), nn.LeakyReLU(0.2, True)]
    for c, stride in ((f, 2), (2 * f, 2), (4 * f, 1)):
        layers += [nn.Conv2d(c, 2 * c, 4, stride, 1, bias=False), norm(2 * c), nn.LeakyReLU(0.2, True)]
    return nn.Sequential(*layers, nn.Conv2d(8 * f, 1, 4, 1, 1)).apply(initialise)


def set_requires_grad(nets, value):
    for parameter in itertools.chain(*(net.parameters() for net in nets)):
        parameter.requires_grad_(value)


def cyclegan_128():
    to_a, to_b = resnet_generator(), resnet_generator()
    judge_a, judge_b = patch_discriminator(), patch_discriminator()
    generators = itertools.chain(to_a.parameters(), to_b.parameters())
    discriminators = itertools.chain(judge_a.parameters(), judge_b.parameters())
    opt_g = torch.optim.Adam(generators, 2e-4, (0.5, 0.999))
    opt_d = torch.optim.Adam(discriminators, 2e-4, (0.5, 0.999))

    def gan(logits, target):
        return F.mse_loss(logits, torch.full_like(logits, target))

    def step():
        a, b = torch.rand(1, 3, 128, 128) * 2 - 1, torch.rand(1, 3, 128, 128) * 2 - 1
        set_requires_grad((judge_a, judge_b), False)
        opt_g.zero_grad()
        fake_a, fake_b = to_a(b), to_b(a)
        loss_g = gan(judge_a(fake_a), 1.0) + gan(judge_b(fake_b), 1.0)
        loss_g = loss_g + 10 * (F.l1_loss(to_a(fake_b), a) + F.l1_loss(to_b(fake_a), b))
        loss_g = loss_g + 5 * (F.l1_loss(to_a(a), a) + F.l1_loss(to_b(b), b))
        loss_g.backward()
        opt_g.step()
        set_requires_grad((judge_a, judge_b), True)
        opt_d.zero_grad()
        loss_d = 0
        for judge, real, fake in ((judge_a, a, fake_a), (judge_b, b, fake_b)):
            loss_d = loss_d + 0.5 * (gan(judge(real), 1.0) + gan(judge(fake.detach()), 0.0))
        loss_d.backward()
        opt_d.step()
        return loss_g.item(), loss_d.item()

    return step, (to_a, to_b, judge_a, judge_b)


def style_net(f=16, blocks=5):
    def up(c):
        return [
            nn.Upsample(scale_factor=2), nn.ReflectionPad2d(1),
            nn.Conv2d(2 * c, c, 3, bias=False), norm(c), nn.ReLU(True),
        ]

    return nn.Sequential(
        nn.ReflectionPad2d(4), nn.Conv2d(3, f, 9, bias=False), norm(f), nn.ReLU(True),
        *down(f),
        *[Residual(4 * f) for _ in range(blocks)],
        *up(2 * f), *up(f),
        nn.ReflectionPad2d(4), nn.Conv2d(f, 3, 9), nn.Sigmoid(),
    )


class Features(nn.Module):
    def __init__(self, widths=(32, 64, 128)):
        super().__init__()
        sizes = zip((3, *widths), widths)
        self.layers = nn.ModuleList(nn.Conv2d(i, o, 3, padding=1, bias=False) for i, o in sizes)
        self.requires_grad_(False)

    def forward(self, x):
        found = []
        for k, layer in enumerate(self.layers):
            x = F.relu(layer(x if k == 0 else F.avg_pool2d(x, 2)))
            found.append(x)
        return found


def style_256():
    net, features = style_net(), Features()
    opt = torch.optim.Adam(net.parameters(), 1e-3, (0.9, 0.99))
    grams = [torch.rand(1, c, c) for c in (32, 64, 128)]

    def gram(x):
        rows = x.flatten(2)
        return rows @ rows.transpose(1, 2) / rows.shape[2]

    def step():
        photo = torch.rand(1, 3, 256, 256)
        with torch.no_grad():
            content = features(photo)[1]
        opt.zero_grad()
        styled = net(photo)
        found = features(styled)
        loss = F.mse_loss(found[1], content)
        for x, target in zip(found, grams):
            loss = loss + ((gram(x) - target) ** 2).sum((1, 2)).mean() / (target**2).sum()
        loss = loss + ((styled[:, :, 1:] - styled[:, :, :-1]) ** 2).mean()
        loss = loss + ((styled[:, :, :, 1:] - styled[:, :, :, :-1]) ** 2).mean()
        loss.backward()
        opt.step()
        return (loss.item(),)

    return step, (net,)


class SrBlock(nn.Module):
    def __init__(self, f):
        super().__init__()
        self.f = nn.Sequential(nn.Conv2d(f, f, 3, 1, 1), nn.PReLU(f), nn.Conv2d(f, f, 3, 1, 1))

    def forward(self, x):
        return x + self.f(x)


class SrResnet(nn.Module):
    def __init__(self, f=64, blocks=16):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(3, f, 9, 1, 4), nn.PReLU(f))
        self.body = nn.Sequential(*[SrBlock(f) for _ in range(blocks)], nn.Conv2d(f, f, 3, 1, 1))
        up = [nn.Conv2d(f, 4 * f, 3, 1, 1), nn.PixelShuffle(2), nn.PReLU(f)]
        up += [nn.Conv2d(f, 4 * f, 3, 1, 1), nn.PixelShuffle(2), nn.PReLU(f)]
        self.last = nn.Sequential(*up, nn.Conv2d(f, 3, 9, 1, 4))

    def forward(self, x):
        first = self.first(x)
        return self.last(first + self.body(first))


def sr_discriminator(side=96, f=64):
    layers = [nn.Conv2d(3, f, 3, 1, 1), nn.LeakyReLU(0.2, True)]
    widths = [(f, f, 2)]
    for c in (f, 2 * f, 4 * f):
        widths += [(c, 2 * c, 1), (2 * c, 2 * c, 2)]
    for i, o, stride in widths:
        layers += [nn.Conv2d(i, o, 3, stride, 1, bias=False), norm(o), nn.LeakyReLU(0.2, True)]
    flat = (side // 16) ** 2 * 8 * f
    return nn.Sequential(
        *layers, nn.Flatten(), nn.Linear(flat, 16 * f), nn.LeakyReLU(0.2, True), nn.Linear(16 * f, 1), nn.Flatten(0)
    )


def srgan_24(batch=8):
    G, D = SrResnet(), sr_discriminator()
    opt_g = torch.optim.Adam(G.parameters(), 1e-4)
    opt_d = torch.optim.Adam(D.parameters(), 1e-4)
    ones, zeros = torch.ones(batch), torch.zeros(batch)
    bce = F.binary_cross_entropy_with_logits

    def step():
        small, large = torch.rand(batch, 3, 24, 24) * 2 - 1, torch.rand(batch, 3, 96, 96) * 2 - 1
        set_requires_grad((D,), False)
        opt_g.zero_grad()
        fake = G(small)
        loss_g = F.l1_loss(fake, large) + 1e-3 * bce(D(fake), ones)
        loss_g.backward()
        opt_g.step()
        set_requires_grad((D,), True)
        opt_d.zero_grad()
        loss_d = bce(D(large), ones) + bce(D(fake.detach()), zeros)
        loss_d.backward()
        opt_d.step()
        return loss_g.item(), loss_d.item()

    return step, (G, D)


class LanguageModel(nn.Module):
    def __init__(self, vocabulary=96, embedding=64, hidden=256):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embedding)
        self.lstm = nn.LSTM(embedding, hidden)
        self.logits = nn.Linear(hidden, vocabulary)

    def forward(self, tokens):
        outputs, _ = self.lstm(self.embedding(tokens))
        return self.logits(outputs.flatten(0, 1))


def lstm_text(batch=32, length=64, vocabulary=96):
    net = LanguageModel(vocabulary)
    opt = torch.optim.Adam(net.parameters(), 2e-3)

    def step():
        text = torch.randint(vocabulary, (length, batch))
        following = torch.randint(vocabulary, (length * batch,))
        opt.zero_grad()
        loss = F.cross_entropy(net(text), following)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
        return (loss.item(),)

    return step, (net,)


STEPS = {
    "dcgan-64": dcgan_64,
    "wgan-gp-64": wgan_gp_64,
    "cyclegan-128": cyclegan_128,
    "style-256": style_256,
    "srgan-24": srgan_24,
    "lstm-text": lstm_text,
}


def peak_megabytes():
    try:
        import resource
    except ImportError:  # Windows
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def say(message):
    print(json.dumps(message), flush=True)


def main():
    name, threads = sys.argv[1], int(sys.argv[2])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    step, nets = STEPS[name]()
    parameters = sum(p.numel() for net in nets for p in net.parameters())
    say({"parameters": parameters, "version": torch.__version__})
    for line in sys.stdin:
        command, *rest = line.split()
        if command == "quit":
            say({"peakMB": peak_megabytes()})
            break
        took = []
        for _ in range(int(rest[0])):
            start = time.perf_counter()
            step()
            took.append(1000 * (time.perf_counter() - start))
        say({"ms": took})


main()
