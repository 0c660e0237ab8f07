/// Decides whether a candidate preset may replace the incumbent.
///
/// Every criterion guards against another way of mistaking luck for skill, so all must pass; what is not known does not.
package struct PromotionGate: Hashable, Sendable {
    /// The fewest scored folds to judge by.
    package var leastFolds = 5
    /// The least share of folds on which the candidate is better.
    package var leastFoldShare = 0.7
    /// The least DSR.
    package var leastDeflatedSharpe = 0.95
    /// PBO stays below this.
    package var overfittingLimit = 0.2
    /// The p-value of SPA stays below this.
    package var superiorAbilityLimit = 0.1
    /// The fewest signals.
    package var leastSignals = 50
    /// The median loss stays below this.
    package var medianLossLimit = 0.25

    /// The recommended thresholds.
    package init() {}

    /// Judges the evidence. O(folds + parameters).
    package func judge(_ evidence: PromotionEvidence) -> PromotionVerdict {
        PromotionVerdict([
            folds(evidence.folds), deflatedSharpe(evidence.deflatedSharpe), overfitting(evidence.overfitting),
            superiorAbility(evidence.superiorAbility), signals(evidence.signalCount), bounds(evidence.parameters),
            stability(evidence.medianLoss),
        ])
    }

    private func folds(_ folds: [PromotionEvidence.FoldScore]) -> PromotionFinding {
        let scored = folds.count(where: \.isScored)
        guard scored >= max(1, leastFolds) else {
            return PromotionFinding(
                .foldsWon, .unknown, .undefined(.notMeasured), threshold: leastFoldShare,
                "Only \(scored) walk-forward folds could be scored; \(leastFolds) are needed to judge by.",
                "채점된 워크포워드 구간이 \(scored)개뿐입니다. 판단하려면 \(leastFolds)개가 필요합니다.")
        }
        let won = folds.count(where: \.isWon)
        let share = Double(won) / Double(folds.count)
        let asked = SentenceNumber.percent(leastFoldShare)
        let passed = share >= leastFoldShare
        return PromotionFinding(
            .foldsWon, passed ? .passed : .failed, .value(share), threshold: leastFoldShare,
            "Better on \(passed ? "" : "only ")\(won) of \(folds.count) walk-forward folds; at least \(asked) are asked for.",
            "워크포워드 \(folds.count)개 구간 중 \(won)개에서 더 낫습니다. 기준은 \(asked) 이상입니다.")
    }

    private func deflatedSharpe(_ measured: Metric) -> PromotionFinding {
        guard let value = measured.number else { return unknown(.deflatedSharpe, measured, leastDeflatedSharpe) }
        let (shown, asked) = (SentenceNumber.percent(value), SentenceNumber.percent(leastDeflatedSharpe))
        let passed = value >= leastDeflatedSharpe
        return PromotionFinding(
            .deflatedSharpe, passed ? .passed : .failed, measured, threshold: leastDeflatedSharpe,
            passed
                ? "With \(shown) the Sharpe ratio is more than the luck of all trials; at least \(asked) is asked for."
                : "Only with \(shown) is the Sharpe ratio more than the luck of all trials; at least \(asked) is asked for.",
            "샤프 지수가 모든 시도의 운을 넘을 확률은 \(shown)입니다. 기준은 \(asked) 이상입니다.")
    }

    private func overfitting(_ measured: Metric) -> PromotionFinding {
        guard let value = measured.number else { return unknown(.overfitting, measured, overfittingLimit) }
        let (shown, asked) = (SentenceNumber.percent(value), SentenceNumber.percent(overfittingLimit))
        return PromotionFinding(
            .overfitting, value < overfittingLimit ? .passed : .failed, measured, threshold: overfittingLimit,
            "In \(shown) of the divisions the best trial inside is no better than the median outside; below \(asked) is asked for.",
            "구간 조합의 \(shown)에서 최고 시도가 밖에서는 중간 이하입니다. 기준은 \(asked) 미만입니다.")
    }

    private func superiorAbility(_ measured: Metric) -> PromotionFinding {
        guard let value = measured.number else { return unknown(.superiorAbility, measured, superiorAbilityLimit) }
        let (shown, asked) = (SentenceNumber.percent(value), SentenceNumber.percent(superiorAbilityLimit))
        return PromotionFinding(
            .superiorAbility, value < superiorAbilityLimit ? .passed : .failed, measured,
            threshold: superiorAbilityLimit,
            "Were no trial better than the incumbent, luck would look this good in \(shown) of cases; below \(asked) is asked for.",
            "기존보다 나은 시도가 없어도 운만으로 \(shown) 확률로 나오는 결과입니다. 기준은 \(asked) 미만입니다.")
    }

    private func signals(_ count: Int?) -> PromotionFinding {
        guard let count else { return unknown(.signals, .undefined(.notMeasured), Double(leastSignals)) }
        let passed = count >= leastSignals
        return PromotionFinding(
            .signals, passed ? .passed : .failed, .value(Double(count)), threshold: Double(leastSignals),
            "The scores rest on \(passed ? "" : "only ")\(count) signals; at least \(leastSignals) are asked for.",
            "점수의 근거가 된 신호는 \(count)건입니다. 기준은 \(leastSignals)건 이상입니다.")
    }

    private func bounds(_ parameters: [TunedParameter]?) -> PromotionFinding {
        guard let parameters else { return unknown(.bounds, .undefined(.notMeasured), 0) }
        let names = parameters.filter(\.isAtBound).map(\.name)
        let margin = SentenceNumber.percent(TunedParameter.boundShare)
        let list = names.joined(separator: ", ")
        return PromotionFinding(
            .bounds, names.isEmpty ? .passed : .failed, .value(Double(names.count)), threshold: 0,
            names.isEmpty
                ? "No parameter lies within \(margin) of its bound."
                : "Within \(margin) of a bound: \(list); widen the range and tune again.",
            names.isEmpty
                ? "경계의 \(margin) 안에 있는 매개변수가 없습니다."
                : "경계의 \(margin) 안에 있는 매개변수: \(list). 범위를 넓혀 다시 조정하십시오.")
    }

    private func stability(_ measured: Metric) -> PromotionFinding {
        guard let value = measured.number else { return unknown(.stability, measured, medianLossLimit) }
        let (shown, asked) = (SentenceNumber.percent(value), SentenceNumber.percent(medianLossLimit))
        let step = SentenceNumber.percent(TunedParameter.probeShare)
        return PromotionFinding(
            .stability, value < medianLossLimit ? .passed : .failed, measured, threshold: medianLossLimit,
            "Moving one parameter by \(step) costs \(shown) of the score in the median; below \(asked) is asked for.",
            "매개변수 하나를 \(step) 움직이면 점수의 \(shown)를 잃습니다(중앙값). 기준은 \(asked) 미만입니다.")
    }

    private func unknown(
        _ criterion: PromotionFinding.Criterion, _ measured: Metric, _ threshold: Double
    ) -> PromotionFinding {
        let reason = measured.reason ?? .outOfRange
        return PromotionFinding(
            criterion, .unknown, .undefined(reason), threshold: threshold,
            "\(criterion.english) is not known: \(reason.english).",
            "\(criterion.korean)을(를) 알 수 없습니다: \(reason.korean).")
    }
}

extension PromotionFinding.Criterion {
    /// The criterion's name in English.
    package var english: String {
        switch self {
        case .foldsWon: "The share of folds won"
        case .deflatedSharpe: "The deflated Sharpe ratio"
        case .overfitting: "The probability of overfitting"
        case .superiorAbility: "The p-value of superior ability"
        case .signals: "The number of signals"
        case .bounds: "The place within the bounds"
        case .stability: "The parameters' stability"
        }
    }

    /// The criterion's name in Korean.
    package var korean: String {
        switch self {
        case .foldsWon: "이긴 구간의 비율"
        case .deflatedSharpe: "수축 샤프 지수"
        case .overfitting: "과최적화 확률"
        case .superiorAbility: "우월성 검정의 p값"
        case .signals: "신호 수"
        case .bounds: "경계까지의 거리"
        case .stability: "매개변수 안정성"
        }
    }
}
