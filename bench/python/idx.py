"""Reads a folder of images and labels in the IDX format, gzipped or not."""
import gzip, os
import numpy


def _bytes(path, header):
    opener = open if os.path.exists(path) else gzip.open
    with opener(path if opener is open else path + ".gz", "rb") as file:
        return numpy.frombuffer(file.read(), numpy.uint8, offset=header)


def read(folder, part):
    labels = _bytes(os.path.join(folder, part + "-labels-idx1-ubyte"), 8)
    images = _bytes(os.path.join(folder, part + "-images-idx3-ubyte"), 16).reshape(len(labels), -1)
    return images.astype(numpy.float32) / 255, labels.astype(numpy.int64)
