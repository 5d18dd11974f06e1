"""scikit-learn's MLPClassifier on MNIST until the test accuracy is reached: mnist_sklearn.py FOLDER [ACCURACY]. One JSON object."""
import json, sys, time

begun = time.perf_counter()
import sklearn
from sklearn.neural_network import MLPClassifier
import idx

folder, wanted = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 0.98
x, y = idx.read(folder, "train")
xt, yt = idx.read(folder, "t10k")
model = MLPClassifier(hidden_layer_sizes=(256,), batch_size=128, random_state=1)  # Adam, rate 0.001, ReLU: its defaults
accuracy, epochs, training = 0.0, 0, 0.0
while accuracy < wanted and epochs < 40:
    since = time.perf_counter()
    model.partial_fit(x, y, classes=range(10))
    training += time.perf_counter() - since
    epochs += 1
    accuracy = float((model.predict(xt) == yt).mean())
print(json.dumps({"accuracy": accuracy, "epochs": epochs, "training_seconds": round(training, 3),
                  "seconds": round(time.perf_counter() - begun, 3), "version": sklearn.__version__}))
