"""What onnx's own checker and reference evaluator say of models: a request a line on standard input, an answer a line on standard output."""
import json
import sys

import numpy
import onnx
from onnx import numpy_helper, shape_inference


def shape(value):
    return [dim.dim_param or dim.dim_value for dim in value.type.tensor_type.shape.dim]


def check(model):
    onnx.checker.check_model(model, full_check=True)
    said = {value.name: shape(value) for value in [*model.graph.value_info, *model.graph.output]}
    initializers = {tensor.name: list(tensor.dims) for tensor in model.graph.initializer}
    nodes = [{"name": node.name, "op": node.op_type, "inputs": list(node.input), "outputs": list(node.output)} for node in model.graph.node]
    about = {"doc": model.doc_string, "name": model.graph.name, **{pair.key: pair.value for pair in model.metadata_props}}
    inputs = {value.name: shape(value) for value in model.graph.input}
    zero = all(not numpy_helper.to_array(tensor).any() for tensor in model.graph.initializer if tensor.name.endswith(("/weight", "/bias")))
    # shapes are inferred anew, from the input's alone
    del model.graph.value_info[:]
    for value in model.graph.output:
        value.type.tensor_type.ClearField("shape")
    graph = shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True).graph
    inferred = {value.name: shape(value) for value in [*graph.value_info, *graph.output]}
    return {"about": about, "inputs": inputs, "said": said, "inferred": inferred, "initializers": initializers, "nodes": nodes, "zero": zero}


def run(model, request):
    # Debian's onnx, which only checks, does not have it yet
    from onnx.reference import ReferenceEvaluator

    values = numpy.array(request["input"], dtype=numpy.float32).reshape(request["shape"])
    (output,) = ReferenceEvaluator(model).run(None, {model.graph.input[0].name: values})
    return {"shape": list(output.shape), "values": output.flatten().tolist()}


for line in sys.stdin:
    request = json.loads(line)
    model = onnx.load(request["model"])
    print(json.dumps(run(model, request) if "input" in request else check(model)), flush=True)
