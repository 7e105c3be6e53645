"""Reads the stored cases of the ONNX standard from its Python package, and writes them as the program reads them."""

import base64
import glob
import os

import numpy
import onnx
from onnx import helper, numpy_helper

ELEMENT = onnx.TensorProto
# Operations that are about half precision itself; for the others half-precision operands are widened, which is exact.
ABOUT_TYPES = {"Cast", "CastLike"}
# The attributes that name an element type.
TYPE_ATTRIBUTES = {"to", "dtype"}


def type_name(element_type):
    return ELEMENT.DataType.Name(element_type).lower()


def widened(array):
    """An array in a type that the library has, or in half precision. Integers of 64 bits keep their bits."""
    wide = {"i1": "i8", "i2": "i8", "u2": "i8", "u4": "i8", "u8": "i8"}
    kind = f"{array.dtype.kind}{array.dtype.itemsize}"
    return array.astype(wide[kind]) if kind in wide else array


def written(array, declared, keeps_halves):
    """A tensor as the program reads it."""
    array = widened(array)
    if array.dtype == numpy.float16 and not keeps_halves:
        array = array.astype(numpy.float32)
    names = {"float32": "float", "float64": "double"}
    name = names.get(array.dtype.name, array.dtype.name)
    little = numpy.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"))
    data = base64.b64encode(little.tobytes()).decode()
    return {"type": name, "declared": declared, "shape": list(array.shape), "data": data}


class StoredCase:
    """A model of one operation, with the inputs and results of its data sets."""

    def __init__(self, folder):
        self.folder, self.name = folder, os.path.basename(folder)
        self.model = onnx.load(os.path.join(folder, "model.onnx"))
        self.node = self.model.graph.node[0]
        domain = self.node.domain
        self.operation = f"{domain}:{self.node.op_type}" if domain else self.node.op_type

    def types(self):
        """The names of the element types of inputs and results; `other` for what is no tensor."""
        values = list(self.model.graph.input) + list(self.model.graph.output)
        return [
            type_name(value.type.tensor_type.elem_type) if value.type.HasField("tensor_type") else "other"
            for value in values]

    def attributes(self):
        return {attribute.name: helper.get_attribute_value(attribute) for attribute in self.node.attribute}

    def data_sets(self):
        """The inputs by name and the expected results of each data set, as tensors of the standard and arrays."""
        for folder in sorted(glob.glob(os.path.join(self.folder, "test_data_set_*"))):
            names = [value.name for value in self.model.graph.input]
            inputs = {name: read(folder, "input", index) for index, name in enumerate(names)}
            count = len(self.model.graph.output)
            results = [numpy_helper.to_array(read(folder, "output", index)) for index in range(count)]
            if self.node.op_type not in ABOUT_TYPES:
                results = [r.astype(numpy.float32) if r.dtype == numpy.float16 else r for r in results]
            yield inputs, results

    def request(self, inputs, outputs):
        keeps_halves = self.node.op_type in ABOUT_TYPES
        declared = dict(zip((value.name for value in self.model.graph.input), self.types()))
        operands = [
            written(numpy_helper.to_array(inputs[name]), declared[name], keeps_halves) if name else None
            for name in self.node.input]
        attributes = {name: written_attribute(name, value) for name, value in self.attributes().items()}
        return {
            "operation": self.operation, "attributes": attributes, "inputs": operands, "outputs": outputs}


def read(folder, kind, index):
    tensor = onnx.TensorProto()
    with open(os.path.join(folder, f"{kind}_{index}.pb"), "rb") as file:
        tensor.ParseFromString(file.read())
    return tensor


def written_attribute(name, value):
    if isinstance(value, onnx.TensorProto):
        return written(numpy_helper.to_array(value), type_name(value.data_type), False)
    if isinstance(value, bytes):
        return value.decode()
    if name in TYPE_ATTRIBUTES:
        return type_name(value)
    if isinstance(value, (int, float)):
        return value
    return list(value)


def single_node_cases():
    """All cases whose model is one operation, by name."""
    root = os.path.join(os.path.dirname(onnx.__file__), "backend", "test", "data", "node")
    cases = (StoredCase(os.path.join(root, name)) for name in sorted(os.listdir(root)))
    return [case for case in cases if len(case.model.graph.node) == 1]
