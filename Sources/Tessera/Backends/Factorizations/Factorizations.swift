/// The matrix factorisations of a backend, which work in place. Callers check the extents and that all elements are
/// finite.
///
/// A routine stands in one file: its declaration, which ends with the name of the BLAS or LAPACK routine that does the
/// same, its call of LAPACK, and its loop in plain Swift.
package protocol Factorizations: QRRoutines, LURoutines, SymmetricEigenRoutine, SVDRoutine, EigenRoutine,
    SmallMatrixRoutines, TransposeRoutine
{}

/// Matrix factorisations in plain Swift: simple, and correct for every finite matrix.
struct SwiftFactorizations: Factorizations {
    #if CKernels
        /// The kernels that factorise many small matrices at a time; nil to use nothing but Swift.
        var kernels: NativeKernels?
    #endif
}
