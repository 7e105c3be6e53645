// One loop of multiply–adds on LANES numbers of type T in each of CHAINS registers. The chains do not depend on each
// other, so that the units never wait for a result: 12 chains cover two units of a latency of five cycles.

typedef T VECTOR __attribute__((vector_size(LANES * sizeof(T))));

ATTRIBUTES static double NAME(int64_t rounds) {
    #pragma clang fp contract(fast)
    // Numbers that the compiler does not know; x ↦ 0.999·x + 0.001 stays near 1.
    volatile T factor = (T)0.999, shift = (T)0.001;
    const VECTOR m = factor - (VECTOR){}, s = shift - (VECTOR){};
    VECTOR x[CHAINS];
    for (int i = 0; i < CHAINS; i++) x[i] = m + (T)i;
    for (int64_t round = 0; round < rounds; round++) {
        #pragma clang loop unroll(full)
        for (int i = 0; i < CHAINS; i++) x[i] = x[i] * m + s;
    }
    double sum = 0;
    for (int i = 0; i < CHAINS; i++)
        for (int lane = 0; lane < LANES; lane++) sum += x[i][lane];
    return sum;
}

#undef NAME
#undef VECTOR
#undef LANES
#undef T
