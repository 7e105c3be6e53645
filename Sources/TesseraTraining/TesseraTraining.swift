/// What trained and exactly fitted models have in common: `import TesseraTraining` brings it along
/// (docs/decisions/0031-models-below-training.md).
@_exported public import TesseraModels
