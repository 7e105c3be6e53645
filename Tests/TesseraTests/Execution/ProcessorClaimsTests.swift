#if CKernels
    import CKernels
    import Testing

    @testable import Tessera

    @Suite struct ProcessorClaimsTests {
        /// A thread whose processor is claimed moves to another one, if it may use one, and may use as many afterwards.
        @Test func aThreadLeavesAClaimedProcessor() {
            let claims = ProcessorClaims()
            var moved = 0
            for _ in 0..<100 {
                claims.begin()
                let before = tessera_current_processor()
                claims.claimOwn()
                moved += tessera_current_processor() != before ? 1 : 0
            }
            // The system may move a thread back between two of these calls, but not each time.
            let mayMove = tessera_leave_processors(0) != 0 && onlineProcessorCount() > 1 && canLeave()
            #expect(mayMove ? moved > 50 : true)
            #expect(canLeave() == mayMove)
        }

        /// Where no processor is left, a thread stays where it is, and the call says so.
        @Test func aThreadStaysWhereNoneIsFree() {
            #expect(onlineProcessorCount() > 64 || tessera_leave_processors(.max) == 0)
        }

        private func canLeave() -> Bool {
            let own = tessera_current_processor()
            return own != 0 && tessera_leave_processors(own) != 0
        }
    }
#endif
