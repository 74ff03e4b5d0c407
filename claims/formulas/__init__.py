"""How a fact becomes money, one family of benefits a module.

medical.py     医疗费, 住院伙食补助, 交通食宿, 康复费, 辅助器具, 鉴定费
disability.py  a grade becomes money here: 一次性伤残补助金, 伤残津贴, 生活护理费
living.py      生活保障费, which the platform pays
death.py       丧葬补助金, 一次性死亡补助金
survivors.py   供养亲属抚恤金 and its cap
outside.py     what is asked for again and again and is not in the pilot

figures.py     the yearly figures behind them (计发基数, wages, incomes); items.py what an item is; working.py its working paper.
"""
