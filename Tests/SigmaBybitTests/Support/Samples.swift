import SigmaModel

/// Messages as Bybit writes them, for tests that change or multiply them.
enum Samples {
    static let trade =
        #"{"topic":"publicTrade.BTCUSDT","type":"snapshot","ts":1672304486868,"data":[{"T":1672304486865,"s":"BTCUSDT","#
        + #""S":"Buy","v":"0.001","p":"16578.50","L":"PlusTick","i":"20f43950-d8dd-5b31-9112-a178eb6023af","BT":false,"#
        + #""RPI":false,"seq":1783284617}]}"#
    static let spotTrade =
        #"{"topic":"publicTrade.BTCUSDT","ts":1672304486868,"type":"snapshot","data":[{"i":"2290000000061666327","#
        + #""T":1672304486866,"p":"16578.5","v":"0.00012","S":"Sell","s":"BTCUSDT","BT":false,"RPI":true,"seq":1}]}"#
    static let snapshot =
        #"{"topic":"orderbook.50.BTCUSDT","type":"snapshot","ts":1672304484978,"data":{"s":"BTCUSDT","#
        + #""b":[["16493.50","0.006"],["16493.00","0.100"]],"a":[["16611.00","0.029"],["16612.00","0.213"]],"#
        + #""u":18521288,"seq":7961638724},"cts":1672304484976}"#
    static let delta =
        #"{"topic":"orderbook.50.BTCUSDT","type":"delta","ts":1687940967466,"data":{"s":"BTCUSDT","#
        + #""b":[["30247.20","30.028"],["30240.00","0"]],"a":[["30248.70","0"],["30249.30","0.892"]],"#
        + #""u":18521289,"seq":66544703342},"cts":1687940967464}"#
    static let order =
        #"{"id":"5923","topic":"order","creationTime":1672364262474,"data":[{"category":"spot","symbol":"BTCUSDT","#
        + #""orderId":"1523347543495541248","orderLinkId":"s1-7","side":"Sell","orderStatus":"PartiallyFilled","#
        + #""cancelType":"UNKNOWN","rejectReason":"EC_NoError","timeInForce":"GTC","price":"65000.5","qty":"1.25","#
        + #""cumExecQty":"0.25","cumExecValue":"16250.125","leavesQty":"1","orderType":"Limit","marketUnit":"","#
        + #""createdTime":"1672364262444","updatedTime":"1672364262457","cumFeeDetail":{"USDT":"16.25"}}]}"#
    static let fill =
        #"{"id":"592324","topic":"execution","creationTime":1672364174455,"data":[{"category":"spot","#
        + #""symbol":"BTCUSDT","execFee":"0.0000012345","feeCurrency":"BTC","execId":"2290000000061666327","#
        + #""execPrice":"65000.5","execQty":"0.25","execType":"Trade","execValue":"16250.125","isMaker":true,"#
        + #""feeRate":"0.001","orderId":"1523347543495541248","orderLinkId":"s1-7","side":"Buy","#
        + #""execTime":"1672364174443","leavesQty":"1","seq":4688002127}]}"#
    static let wallet =
        #"{"id":"592324","topic":"wallet","creationTime":1700034722104,"data":[{"accountType":"UNIFIED","coin":["#
        + #"{"coin":"USDT","equity":"100","walletBalance":"90.123456789","locked":"10.5","spotBorrow":"1","#
        + #""totalOrderIM":"2.25","availableToBorrow":""},{"coin":"BTC","walletBalance":"0.5","locked":""}]}]}"#
    static let candle =
        #"{"topic":"kline.1.BTCUSDT","data":[{"start":1672324800000,"end":1672324859999,"interval":"1","#
        + #""open":"16649.5","close":"16677","high":"16677","low":"16608","volume":"2.081","turnover":"34666.4005","#
        + #""confirm":true,"timestamp":1672324988882}],"ts":1672324988882,"type":"snapshot"}"#
    static let ticker =
        #"{"topic":"tickers.BTCUSDT","type":"snapshot","data":{"symbol":"BTCUSDT","lastPrice":"17216.00","#
        + #""markPrice":"17217.33","bid1Price":"17215.50","bid1Size":"84.489","ask1Price":"17216.00","#
        + #""ask1Size":"83.020","turnover24h":"1570383121.943499","volume24h":"91705.276"},"cs":1,"ts":1673272861686}"#
    static let answer =
        #"{"reqId":"1700-1","retCode":0,"retMsg":"OK","op":"order.create","data":{"orderId":"a4c1718e","#
        + #""orderLinkId":"s1-7"},"retExtInfo":{},"header":{"X-Bapi-Limit":"10","X-Bapi-Limit-Status":"9","#
        + #""X-Bapi-Limit-Reset-Timestamp":"1711001595208"},"connId":"cnt5"}"#

    static let all = [
        trade, spotTrade, snapshot, delta, order, fill, wallet, candle, ticker, answer,
    ].map { Array($0.utf8) }

    static let ordersAnswer =
        #"{"retCode":0,"retMsg":"OK","result":{"list":[{"orderId":"14bad3a1","orderLinkId":"s1-7","symbol":"BTCUSDT","#
        + #""price":"26864.40","qty":"0.003","side":"Buy","positionIdx":0,"orderStatus":"Cancelled","#
        + #""cancelType":"UNKNOWN","rejectReason":"EC_PostOnlyWillTakeLiquidity","avgPrice":"","cumExecQty":"0.000","#
        + #""timeInForce":"PostOnly","orderType":"Limit","createdTime":"1684476068369","updatedTime":"1684476068372"}],"#
        + #""nextPageCursor":"page_token%3D39380%26","category":"linear"},"retExtInfo":{},"time":1684766282976}"#
}
