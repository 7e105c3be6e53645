"""Which cases belong to a numeric library, and why others do not."""

VERSION = "1.17"

# Operations out of scope by reason.
OPERATIONS = {
    "images": [
        "AffineGrid", "DeformConv", "GridSample", "ImageDecoder", "NonMaxSuppression", "Resize", "RoiAlign", "Upsample"],
    "audio": ["BlackmanWindow", "DFT", "HammingWindow", "HannWindow", "MelWeightMatrix", "STFT"],
    "text": [
        "RegexFullMatch", "StringConcat", "StringNormalizer", "StringSplit", "TfIdfVectorizer",
        "ai.onnx.ml:LabelEncoder"],
    "sequences and optional values": [
        "OptionalGetElement", "OptionalHasElement", "SequenceInsert", "SequenceMap", "SplitToSequence"],
    "quantisation": [
        "ConvInteger", "DequantizeLinear", "DynamicQuantizeLinear", "MatMulInteger", "QLinearConv", "QLinearMatMul",
        "QuantizeLinear"],
    "control flow": ["If", "Loop", "Scan"],
    "recurrent cells": ["GRU", "LSTM", "RNN"],
    "tree ensembles": ["ai.onnx.ml:TreeEnsemble"],
    "steps of optimisers": [
        "ai.onnx.preview.training:Adagrad", "ai.onnx.preview.training:Adam", "ai.onnx.preview.training:Momentum"],
    "random numbers of another generator": ["Bernoulli"],
}
REASONS = {operation: reason for reason, operations in OPERATIONS.items() for operation in operations}


def reason_to_exclude(case):
    """Why a case is out of scope; None if it is in."""
    if case.operation in REASONS:
        return REASONS[case.operation]
    if case.name.startswith("test_training_dropout") and "zero_ratio" not in case.name:
        return "random numbers of another generator"
    types = case.types()
    if "string" in types:
        return "text"
    if "other" in types:
        return "sequences and optional values"
    if any(name.startswith("float8") or name in ("int4", "uint4") for name in types):
        return "numbers of 8 bits and of 4 bits"
    return None
