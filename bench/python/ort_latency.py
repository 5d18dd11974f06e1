"""Predictions of ONNX Runtime, one row and 1,024 rows of two networks, with 1 and 2 threads: one JSON object each."""
import json, sys, time
import numpy, onnxruntime
from onnx import TensorProto, helper, numpy_helper

NETWORKS = [[20, 64, 64, 2], [784, 512, 512, 10]]
STRETCHES = 8


def model(sizes):
    rng = numpy.random.default_rng(0)
    nodes, weights, last = [], [], "x"
    for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        w = rng.standard_normal((inputs, outputs), dtype=numpy.float32) / inputs**0.5
        weights += [numpy_helper.from_array(w, f"w{i}"), numpy_helper.from_array(numpy.zeros(outputs, numpy.float32), f"b{i}")]
        nodes.append(helper.make_node("Gemm", [last, f"w{i}", f"b{i}"], [f"z{i}"]))
        nodes.append(helper.make_node("Relu" if i < len(sizes) - 2 else "Softmax", [f"z{i}"], [f"a{i}"]))
        last = f"a{i}"
    tensor = lambda name, width: helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, width])
    graph = helper.make_graph(nodes, "mlp", [tensor("x", sizes[0])], [tensor(last, sizes[-1])], weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8).SerializeToString()


def micros(call, seconds):
    def stretch(calls):
        begun = time.perf_counter()
        for _ in range(calls):
            call()
        return (time.perf_counter() - begun) / calls

    stretch(50)
    calls = max(1, int(seconds / STRETCHES / stretch(3)))
    return round(1e6 * min(stretch(calls) for _ in range(STRETCHES)), 2)


def main(seconds):
    for sizes in NETWORKS:
        for rows in (1, 1024):
            x = numpy.random.default_rng(1).standard_normal((rows, sizes[0]), dtype=numpy.float32)
            out = {"sizes": sizes, "rows": rows}
            for threads in (1, 2):
                options = onnxruntime.SessionOptions()
                options.intra_op_num_threads = threads
                session = onnxruntime.InferenceSession(model(sizes), options, providers=["CPUExecutionProvider"])
                out[f"onnxruntime_us_threads{threads}"] = micros(lambda: session.run(None, {"x": x}), seconds)
            print(json.dumps(out), flush=True)


main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
