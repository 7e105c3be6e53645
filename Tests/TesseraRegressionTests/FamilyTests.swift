import Foundation
import Tessera
import TesseraTraining
import Testing

@testable import TesseraRegression

/// Families and links against statsmodels 0.15 (`GLM` with `var_weights`, a tolerance of 1e-15), whose log-likelihood of
/// families with a dispersion is that of deviance / rows, as R's is.
@Suite struct FamilyTests {
    /// A family and a link with 12 targets, and what statsmodels finds for them.
    struct Case: Sendable, CustomTestStringConvertible {
        let family: Family
        let link: Link
        let targets: [Double]
        let fits: [Fit]

        init(_ family: Family, _ link: Link, targets: [Double], fits: [Fit]) {
            (self.family, self.link, self.targets, self.fits) = (family, link, targets, fits)
        }

        var testDescription: String { "\(family.name), \(link.name)" }
    }

    /// What a regression on x1 and x2 has, the intercept first where there is one.
    struct Fit: Sendable {
        let (hasIntercept, isWeighted): (Bool, Bool)
        let (coefficients, errors): ([Double], [Double])
        let (deviance, logLikelihood): (Double, Double)

        init(
            _ intercept: Bool, weighted: Bool, _ coefficients: [Double], errors: [Double], deviance: Double,
            logLikelihood: Double
        ) {
            (hasIntercept, isWeighted) = (intercept, weighted)
            (self.coefficients, self.errors) = (coefficients, errors)
            (self.deviance, self.logLikelihood) = (deviance, logLikelihood)
        }
    }

    private static let x1 = stride(from: 0.5, through: 6, by: 0.5).map { $0 }
    private static let x2: [Double] = [1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1]
    private static let weights: [Double] = [1, 2, 1, 0.5, 1, 1, 3, 1, 1, 2, 1, 1]
    private static let features = Tensor([x1, x2]).transposed()

    static let cases: [Case] = [
        Case(
            .gaussian, .identity, targets: [2.1, 3.2, 2.9, 4.8, 5.5, 4.9, 6.1, 6.6, 7.4, 9.3, 8.1, 10.2],
            fits: [
                Fit(
                    true, weighted: false, [1.0734848484848503, 1.367132867132867, 0.8166666666666667],
                    errors: [0.31586276870163804, 0.07771099379419284, 0.26826243269989597],
                    deviance: 1.9430477855477872, logLikelihood: -6.103369082450435),
                Fit(
                    true, weighted: true, [1.211095370604606, 1.3571869466228184, 0.6366455856311644],
                    errors: [0.3610190421176507, 0.09478078447753349, 0.31793409714512133],
                    deviance: 3.3571672147735967, logLikelihood: -8.488527930311772),
                Fit(
                    false, weighted: false, [1.578310214375788, 1.2038251366120216],
                    errors: [0.06690189911475938, 0.34816852171727], deviance: 4.436700294241282,
                    logLikelihood: -11.057288038799339),
                Fit(
                    false, weighted: true, [1.6016507384882712, 0.9705473501303208],
                    errors: [0.08624996015488522, 0.42972504714714965], deviance: 7.555017376194617,
                    logLikelihood: -13.355214139203863),
            ]),
        Case(
            .gaussian, .log, targets: [2.1, 3.2, 2.9, 4.8, 5.5, 4.9, 6.1, 6.6, 7.4, 9.3, 8.1, 10.2],
            fits: [
                Fit(
                    true, weighted: false, [0.9313449406190646, 0.22137539832398279, 0.11663367495528287],
                    errors: [0.0920658155524978, 0.019166054756051924, 0.05756320982633843],
                    deviance: 3.4923673759617415, logLikelihood: -9.621301524565052),
                Fit(
                    true, weighted: true, [0.9140583263905585, 0.22571660590826004, 0.1233568490495448],
                    errors: [0.08935744547569235, 0.018892829816891922, 0.05512059233832604],
                    deviance: 3.8380163023226226, logLikelihood: -9.29167663622584),
                Fit(
                    false, weighted: false, [0.39012788233841206, 0.18081462933827952],
                    errors: [0.029168974637767395, 0.1877880450733125], deviance: 31.562260918727585,
                    logLikelihood: -22.829595292656236),
                Fit(
                    false, weighted: true, [0.38614558751788064, 0.24738577536284723],
                    errors: [0.03113300303231186, 0.1818587307588157], deviance: 35.97850865298896,
                    logLikelihood: -22.719473435094464),
            ]),
        Case(
            .gamma, .inverse, targets: [0.4, 0.9, 0.7, 1.6, 1.9, 1.1, 2.4, 2.6, 1.8, 4.4, 2.9, 5.1],
            fits: [
                Fit(
                    true, weighted: false, [1.1749586983328926, -0.14994457251349005, -0.12610555056299],
                    errors: [0.15760097060255387, 0.031081178131671404, 0.09744672040617336],
                    deviance: 1.3706861492632867, logLikelihood: -10.547029741343719),
                Fit(
                    true, weighted: true, [1.147231070122977, -0.142361118291621, -0.1590018276182975],
                    errors: [0.14045128132501486, 0.027607776913514025, 0.09471647599262242],
                    deviance: 1.5049728000325744, logLikelihood: -10.21611452244965),
                Fit(
                    false, weighted: false, [0.08679883625040519, 0.16151561228755643],
                    errors: [0.03663724162561769, 0.1719780001001847], deviance: 14.916443765521484,
                    logLikelihood: -25.950290148111044),
                Fit(
                    false, weighted: true, [0.08859623742696598, 0.10251169050030337],
                    errors: [0.034282047306961466, 0.13883028057110303], deviance: 19.114582391598255,
                    logLikelihood: -26.75063785163448),
            ]),
        Case(
            .gamma, .log, targets: [0.4, 0.9, 0.7, 1.6, 1.9, 1.1, 2.4, 2.6, 1.8, 4.4, 2.9, 5.1],
            fits: [
                Fit(
                    true, weighted: false, [-0.770663570680318, 0.36067096987887504, 0.33287925911799904],
                    errors: [0.18937996491618653, 0.04659271916991182, 0.1608405140683922],
                    deviance: 0.7846327262763685, logLikelihood: -7.151126210239767),
                Fit(
                    true, weighted: true, [-0.6988471947078156, 0.3525251336525403, 0.3061159280387864],
                    errors: [0.16897461951116843, 0.04436205608468168, 0.14880875196942178],
                    deviance: 0.8665836652092938, logLikelihood: -6.854113586285625),
                Fit(
                    false, weighted: false, [0.20815613933174432, 0.1132912806325661],
                    errors: [0.036176187446219664, 0.1882668484927726], deviance: 1.9322030177205765,
                    logLikelihood: -12.653830316198825),
                Fit(
                    false, weighted: true, [0.2083057886284801, 0.16816493715310477],
                    errors: [0.03720167788055206, 0.18535072656804968], deviance: 2.114890067414807,
                    logLikelihood: -12.30533099096926),
            ]),
        Case(
            .binomial, .logit, targets: [0, 0, 1, 0, 1, 0, 0, 1, 1, 1, 0, 1],
            fits: [
                Fit(
                    true, weighted: false, [-1.6106014480024515, 0.49396136100641463, 0.010651212468669291],
                    errors: [1.547120816722741, 0.3882449326855547, 1.2525067916918342], deviance: 14.757402301052055,
                    logLikelihood: -7.378701150526028),
                Fit(
                    true, weighted: true, [-2.110536464807621, 0.6009187419037635, -0.2080772226259191],
                    errors: [1.4766002768898427, 0.38495130990006843, 1.1629136753017537], deviance: 18.31767389828718,
                    logLikelihood: -9.158836949143591),
                Fit(
                    false, weighted: false, [0.16814632712094493, -0.5462752329991257],
                    errors: [0.21356799240657448, 1.0785577481282032], deviance: 15.976682810291438,
                    logLikelihood: -7.988341405145719),
                Fit(
                    false, weighted: true, [0.1593669793678535, -0.6920295476334799],
                    errors: [0.20973456931204146, 1.0278987803167483], deviance: 20.848440093463154,
                    logLikelihood: -10.424220046731577),
            ]),
        Case(
            .binomial, .complementaryLogLog, targets: [0, 0, 1, 0, 1, 0, 0, 1, 1, 1, 0, 1],
            fits: [
                Fit(
                    true, weighted: false, [-1.634845788863228, 0.3443278897711156, 0.20349714655901796],
                    errors: [1.1719305621177496, 0.2639794925066207, 0.856233111888582], deviance: 14.781883066066582,
                    logLikelihood: -7.390941533033291),
                Fit(
                    true, weighted: true, [-2.0958875413569085, 0.4371291540005973, 0.09027143926298387],
                    errors: [1.1946565909281799, 0.2732639528389928, 0.8118231971656653], deviance: 18.320655479932753,
                    logLikelihood: -9.160327739966377),
                Fit(
                    false, weighted: false, [0.023534051664425754, -0.430669497869785],
                    errors: [0.1317848730501414, 0.7302582040943617], deviance: 17.033568401118778,
                    logLikelihood: -8.516784200559389),
                Fit(
                    false, weighted: true, [0.014250389465350555, -0.49804243000586546],
                    errors: [0.1318861756720644, 0.6960640656880157], deviance: 22.492842037842628,
                    logLikelihood: -11.246421018921312),
            ]),
        Case(
            .poisson, .log, targets: [1, 0, 2, 3, 2, 1, 4, 3, 5, 7, 4, 9],
            fits: [
                Fit(
                    true, weighted: false, [-0.46376965743466403, 0.37304209711615177, 0.4879362243892178],
                    errors: [0.48632818602685124, 0.1003413609844564, 0.32593022160722673], deviance: 4.395924151867771,
                    logLikelihood: -18.740164475343473),
                Fit(
                    true, weighted: true, [-0.6534673963524218, 0.4059647795794144, 0.5414311247049257],
                    errors: [0.4688646259477297, 0.0977437763728436, 0.30682763573915206], deviance: 5.951595118353353,
                    logLikelihood: -23.939581746389386),
                Fit(
                    false, weighted: false, [0.29131585067520627, 0.37749802805419874],
                    errors: [0.051259772105852766, 0.29141094846239696], deviance: 5.366764840489158,
                    logLikelihood: -19.225584819654166),
                Fit(
                    false, weighted: true, [0.29057155994577716, 0.39237497370948793],
                    errors: [0.05107465565854609, 0.2694923512034886], deviance: 8.095361298549422,
                    logLikelihood: -25.011464836487427),
            ]),
        Case(
            .poisson, .squareRoot, targets: [1, 0, 2, 3, 2, 1, 4, 3, 5, 7, 4, 9],
            fits: [
                Fit(
                    true, weighted: false, [0.38838621421316805, 0.34177745304913343, 0.473104798191238],
                    errors: [0.3398974890026448, 0.08362420100070908, 0.2886751345948129], deviance: 4.148657148039041,
                    logLikelihood: -18.616530973429107),
                Fit(
                    true, weighted: true, [0.2562197642631481, 0.3674429278839364, 0.496641578813754],
                    errors: [0.2955526665413827, 0.07759345164981683, 0.26028064792506267],
                    deviance: 4.9962628680618675, logLikelihood: -23.461915621243648),
                Fit(
                    false, weighted: false, [0.4207263167818004, 0.6097510396070427],
                    errors: [0.05022019609518254, 0.2613541867446584], deviance: 5.564558827813677,
                    logLikelihood: -19.324481813316424),
                Fit(
                    false, weighted: true, [0.419861964867156, 0.5684076989433211],
                    errors: [0.04961479184909261, 0.24719685352039814], deviance: 5.754323376590728,
                    logLikelihood: -23.840945875508073),
            ]),
    ]

    private func design(_ targets: [Double], _ fit: Fit) throws -> RegressionDesign {
        try RegressionDesign(
            features: Self.features, target: Tensor(targets), weights: fit.isWeighted ? Tensor(Self.weights) : nil,
            intercept: fit.hasIntercept)
    }

    private func check(_ summary: GeneralizedLinearSummary, _ fit: Fit, _ tolerance: Double) {
        #expect(summary.convergence.isConverged)
        for (index, coefficient) in summary.coefficients.enumerated() {
            #expect(abs(coefficient.estimate - fit.coefficients[index]) < tolerance, "\(coefficient.name)")
            let error = coefficient.standardError ?? .nan
            #expect(abs(error - fit.errors[index]) < tolerance, "error of \(coefficient.name)")
        }
        #expect(abs(summary.deviance - fit.deviance) < tolerance * max(1, fit.deviance))
        #expect(abs(summary.logLikelihood - fit.logLikelihood) < tolerance * max(1, abs(fit.logLikelihood)))
    }

    @Test(arguments: cases)
    func agreesWithStatsmodels(_ row: Case) throws {
        for fit in row.fits {
            let summary = try GeneralizedLinearModel.fit(
                design(row.targets, fit), family: row.family, link: row.link)
            check(summary, fit, 1e-9)
        }
    }

    @Test(arguments: cases)
    func agreesInPassesOverRows(_ row: Case) throws {
        for fit in row.fits {
            let summary = try GeneralizedLinearModel.fit(
                rows: design(row.targets, fit).table, family: row.family, link: row.link, intercept: fit.hasIntercept)
            check(summary, fit, 1e-7)
        }
    }

    /// With one column of 0 and 1 the fitted means are those of the two groups, whatever the link: b = g(mean of 0), b + w
    /// = g(mean of 1).
    @Test(arguments: cases, [true, false])
    func meansOfTwoGroups(_ row: Case, _ isWeighted: Bool) throws {
        let weights = isWeighted ? Self.weights : Self.x2.map { _ in 1 }
        let design = try RegressionDesign(
            features: Tensor(Self.x2, shape: [12, 1]), target: Tensor(row.targets), weights: Tensor(weights))
        let expected = [0.0, 1].map { group in
            let rows = Self.x2.indices.filter { Self.x2[$0] == group }
            let sum = rows.reduce(0) { $0 + weights[$1] * row.targets[$1] }
            return row.link.linearPredictor(sum / rows.reduce(0) { $0 + weights[$1] })
        }
        let summary = try GeneralizedLinearModel.fit(design, family: row.family, link: row.link)
        let found = summary.coefficients.map(\.estimate)
        #expect(abs(found[0] - expected[0]) < 1e-13)
        #expect(abs(found[0] + found[1] - expected[1]) < 1e-13)
        let streamed = try GeneralizedLinearModel.fit(rows: design.table, family: row.family, link: row.link)
        let passes = streamed.coefficients.map(\.estimate)
        #expect(abs(passes[0] - expected[0]) < 1e-9)
        #expect(abs(passes[0] + passes[1] - expected[1]) < 1e-9)
        #expect(abs(streamed.deviance - summary.deviance) < 1e-11 * max(1, summary.deviance))
    }

    /// Where every target is met, the deviance is 0 and the coefficients are exact.
    @Test(arguments: cases.filter { !$0.family.isBinary })
    func targetsThatAreMet(_ row: Case) throws {
        let predictor = Self.x1.map { 0.5 + 0.25 * $0 }
        let targets = predictor.map(row.link.meanValue)
        let design = try RegressionDesign(features: Tensor(Self.x1, shape: [12, 1]), target: Tensor(targets))
        for summary in [
            try GeneralizedLinearModel.fit(design, family: row.family, link: row.link),
            try GeneralizedLinearModel.fit(rows: design.table, family: row.family, link: row.link),
        ] {
            #expect(summary.convergence.isConverged && summary.deviance < 1e-20)
            #expect(abs(summary.coefficients[0].estimate - 0.5) < 1e-12)
            #expect(abs(summary.coefficients[1].estimate - 0.25) < 1e-12)
        }
    }

    /// The unit of the targets changes nothing but the coefficients, by a factor or by a term.
    @Test(arguments: [1e-20, 1e20])
    func otherUnits(_ unit: Double) throws {
        for row in Self.cases where row.family.hasDispersion {
            let design = try design(row.targets.map { $0 * unit }, row.fits[0])
            let summary = try GeneralizedLinearModel.fit(design, family: row.family, link: row.link)
            let own = zip(summary.coefficients, row.fits[0].coefficients).map { ($0.estimate, $1) }
            #expect(summary.convergence.isConverged)
            switch row.link {
            case .log: #expect(abs(own[1].0 - own[1].1) < 1e-9)
            case .inverse: #expect(abs(own[1].0 * unit - own[1].1) < 1e-9)
            default: #expect(abs(own[1].0 / unit - own[1].1) < 1e-9)
            }
        }
    }

    /// With a logarithmic link every amount has the IRLS weight 1, so that a variance is the sum of the inverse numbers of
    /// rows.
    @Test func variancesOfAmounts() throws {
        let design = try RegressionDesign(
            features: Tensor([0, 0, 1, 1, 1], shape: [5, 1]), target: Tensor([2, 4, 9, 11, 5]))
        let problem = InMemoryProblem(design, Likelihood(.gamma, link: .log))
        let variances = try problem.variances(problem.maximum().point)
        #expect(abs(variances[0] - 1 / 2.0) < 1e-14)
        #expect(abs(variances[1] - (1 / 2.0 + 1 / 3.0)) < 1e-14)
    }

    /// Least squares and logistic regression are generalised linear models, and have the same numbers as such.
    @Test func specialCases() throws {
        let (gaussian, binomial) = (Self.cases[0], Self.cases.first { $0.family == .binomial }!)
        let linear = try LinearModel.fit(design(gaussian.targets, gaussian.fits[1]))
        let general = try GeneralizedLinearModel.fit(design(gaussian.targets, gaussian.fits[1]), family: .gaussian)
        for (a, b) in zip(linear.coefficients, general.coefficients) {
            #expect(abs(a.estimate - b.estimate) < 1e-14 && abs(a.pValue! - b.pValue!) < 1e-12)
        }
        #expect(abs(linear.residualSumOfSquares - general.deviance) < 1e-13)
        #expect(abs(linear.aic! - general.aic) < 1e-12 && abs(linear.totalSumOfSquares - general.nullDeviance) < 1e-12)
        let logistic = try LogisticModel.fit(design(binomial.targets, binomial.fits[1]))
        let classes = try GeneralizedLinearModel.fit(design(binomial.targets, binomial.fits[1]), family: .binomial)
        #expect(logistic.coefficients == classes.coefficients && logistic.aic == classes.aic)
    }

    @Test func penalties() throws {
        let row = Self.cases.first { $0.family == .gamma && $0.link == .log }!
        let design = try design(row.targets, row.fits[0])
        let ridge = try GeneralizedLinearModel.fit(design, family: .gamma, link: .log, l2: 2)
        // The gradient of half of the deviance is that of the penalty.
        let residuals = Tensor(row.targets) / ridge.model.predict(Self.features) - 1
        let gradient = Self.features.transposed().matmul(residuals).scalars
        for (own, weight) in zip(gradient, ridge.model.weights) { #expect(abs(own - 2 * weight) < 1e-12) }
        #expect(ridge.dispersion == nil && ridge.coefficients.allSatisfy { $0.standardError == nil })
        let lasso = try GeneralizedLinearModel.fit(design, family: .gamma, link: .log, l1: 100)
        #expect(lasso.model.weights == [0, 0])
        #expect(abs(lasso.model.intercept - log(row.targets.reduce(0, +) / 12)) < 1e-13)
    }

    @Test func targetsThatAFamilyDoesNotHave() throws {
        func fit(_ targets: [Double], _ family: Family) throws {
            let weights = Tensor<Double>([0] + targets.dropFirst().map { _ in 1 })
            _ = try GeneralizedLinearModel.fit(
                RegressionDesign(
                    features: Tensor((0..<targets.count).map { Double($0 * $0) }, shape: [targets.count, 1]),
                    target: Tensor(targets), weights: weights), family: family)
        }
        #expect(
            throws: RegressionError(
                .invalidTarget(row: 3, value: 0, expected: "gamma regression needs numbers above 0"))
        ) { try fit([1, 2, 3, 0, 4], .gamma) }
        #expect(throws: RegressionError(.notBinary(row: 2, value: 2))) { try fit([1, 0, 2, 0, 1], .binomial) }
        #expect(throws: RegressionError(.oneClassOnly(1))) { try fit([0, 1, 1, 1], .binomial) }
    }
}
