import RealModule

extension Trials {
    /// Every trial of a study by its Sharpe ratio per period: their number and their sample variance (ddof 1).
    ///
    /// There is at least one ratio, and all are finite.
    package init(sharpes: [Double]) {
        self.init(count: sharpes.count, sharpeVariance: Moments(sharpes).variance)
    }

    /// The years of backtest in which the best of these trials, all worthless, is expected to reach an annual ratio.
    ///
    /// MinBTL = (E[max of N standard normals] / s)², below 2 ln N / s²; 0 for one trial. A shorter backtest finds s by
    /// luck alone. `annualSharpe` is positive. Source: Bailey, Borwein, López de Prado and Zhu, "Pseudo-Mathematics and
    /// Financial Charlatanism", Notices of the AMS 61/5 (2014), theorem 2.
    package func minimumBacktestYears(annualSharpe: Double) -> Metric {
        precondition(annualSharpe > 0, "the Sharpe ratio that luck must not reach is positive")
        let unit = Trials(count: count, sharpeVariance: 1).expectedMaximumSharpe(observations: 2)
        return Metric(unit * unit / (annualSharpe * annualSharpe))
    }

    /// The simpler bound 2 ln N / s² in years, which ``minimumBacktestYears(annualSharpe:)`` never exceeds.
    package func minimumBacktestYearsBound(annualSharpe: Double) -> Metric {
        precondition(annualSharpe > 0, "the Sharpe ratio that luck must not reach is positive")
        return Metric(2 * Double.log(Double(count)) / (annualSharpe * annualSharpe))
    }
}
