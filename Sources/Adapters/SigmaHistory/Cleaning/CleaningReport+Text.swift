extension CleaningReport {
    /// The languages of the text.
    package enum Language: Sendable, CaseIterable {
        case english
        case korean
    }

    /// The report for people: one line per fault and repair, then its first places.
    package func text(in language: Language) -> String {
        var lines = [language == .english ? "\(rows) rows examined" : "\(rows)행을 검사했습니다"]
        if findings.isEmpty { lines.append(language == .english ? "nothing found" : "이상이 없습니다") }
        for finding in findings {
            lines.append(finding.line(in: language))
            lines += finding.places.map { $0.line(in: language) }
            if finding.total > finding.places.count {
                let rest = finding.total - finding.places.count
                lines.append(language == .english ? "    … and \(rest) more" : "    … 외 \(rest)건")
            }
        }
        if repairs.isEmpty { lines.append(language == .english ? "nothing changed" : "변경한 것이 없습니다") }
        for repair in repairs {
            lines.append("\(repair.change.name(in: language)): \(repair.rows)\(language == .english ? " rows" : "행")")
            lines += repair.places.map { $0.line(in: language) }
        }
        return lines.joined(separator: "\n")
    }
}

extension CleaningReport.Finding {
    fileprivate func line(in language: CleaningReport.Language) -> String {
        let name = fault.name(in: language)
        switch (fault, language) {
        case (.gap, .english): return "\(name): \(total), \(rows) missing, longest \(longest)"
        case (.gap, .korean): return "\(name): \(total)건, 누락 \(rows)개, 최장 \(longest)개"
        case (.zeroVolumeRun, .english): return "\(name): \(total), \(rows) candles, longest \(longest)"
        case (.zeroVolumeRun, .korean): return "\(name): \(total)건, 캔들 \(rows)개, 최장 \(longest)개"
        case (_, .english): return "\(name): \(total)"
        case (_, .korean): return "\(name): \(total)건"
        }
    }
}

extension CleaningReport.Place {
    fileprivate func line(in language: CleaningReport.Language) -> String {
        switch language {
        case .english: "    row \(row), \(time)" + (length > 1 ? ", \(length) rows" : "")
        case .korean: "    \(row)행, \(time)" + (length > 1 ? ", \(length)개" : "")
        }
    }
}

extension CleaningReport.Fault {
    /// The fault in words.
    package func name(in language: CleaningReport.Language) -> String {
        switch (self, language) {
        case (.identicalDuplicate, .english): "identical duplicates"
        case (.identicalDuplicate, .korean): "동일한 중복"
        case (.conflictingDuplicate, .english): "conflicting duplicates"
        case (.conflictingDuplicate, .korean): "값이 다른 중복"
        case (.gap, .english): "gaps"
        case (.gap, .korean): "공백"
        case (.disorder, .english): "rows out of order"
        case (.disorder, .korean): "순서가 어긋난 행"
        case (.outlier, .english): "price outliers"
        case (.outlier, .korean): "가격 이상치"
        case (.spike, .english): "spikes that revert at once"
        case (.spike, .korean): "즉시 되돌아온 급등락"
        case (.impossible, .english): "impossible rows"
        case (.impossible, .korean): "불가능한 행"
        case (.zeroVolumeRun, .english): "runs without volume"
        case (.zeroVolumeRun, .korean): "거래량 없는 구간"
        }
    }
}

extension CleaningReport.Change {
    /// The change in words.
    package func name(in language: CleaningReport.Language) -> String {
        switch (self, language) {
        case (.sorted, .english): "sorted by time"
        case (.sorted, .korean): "시간순 정렬"
        case (.droppedIdentical, .english): "dropped identical duplicates"
        case (.droppedIdentical, .korean): "동일한 중복 삭제"
        case (.droppedConflicting, .english): "dropped conflicting duplicates"
        case (.droppedConflicting, .korean): "값이 다른 중복 삭제"
        case (.droppedImpossible, .english): "dropped impossible rows"
        case (.droppedImpossible, .korean): "불가능한 행 삭제"
        case (.filledGap, .english): "filled gaps with flat candles"
        case (.filledGap, .korean): "공백을 평탄한 캔들로 채움"
        case (.leftGap, .english): "left gaps longer than the limit"
        case (.leftGap, .korean): "한도를 넘는 공백은 그대로 둠"
        }
    }
}
