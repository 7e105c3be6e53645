/// What trained and exactly fitted models have in common: `import TesseraRegression` brings it along
/// (docs/decisions/0031-models-below-training.md).
@_exported public import TesseraModels
