"""A plain PyTorch script on MNIST until the test accuracy is reached: mnist_torch.py FOLDER [ACCURACY]. One JSON object."""
import json, sys, time

begun = time.perf_counter()
import torch
from torch import nn
import idx

folder, wanted = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 0.98
torch.manual_seed(1)
x, y, xt, yt = (torch.from_numpy(a) for part in ("train", "t10k") for a in idx.read(folder, part))
model = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Dropout(0.2), nn.Linear(256, 10))
adam, loss = torch.optim.Adam(model.parameters(), lr=1e-3), nn.CrossEntropyLoss()
accuracy, epochs, training = 0.0, 0, 0.0
while accuracy < wanted and epochs < 40:
    since = time.perf_counter()
    model.train()
    for rows in torch.randperm(len(x)).split(128):
        adam.zero_grad()
        loss(model(x[rows]), y[rows]).backward()
        adam.step()
    training += time.perf_counter() - since
    epochs += 1
    model.eval()
    with torch.no_grad():
        accuracy = (model(xt).argmax(1) == yt).float().mean().item()
print(json.dumps({"accuracy": round(accuracy, 4), "epochs": epochs, "training_seconds": round(training, 3),
                  "seconds": round(time.perf_counter() - begun, 3), "version": torch.__version__}))
