"""How the loss depends on the probability of the right class."""

import math

import numpy as np

from core.language import say
from dashboard.labels import texts
from dashboard.labels.pictures import three_decimals
from dashboard.render.charts import REFERENCE, TRAINING

_LEAST = 0.001  # the loss goes on rising to the left of it, off the chart
_POINTS = np.concatenate([np.geomspace(_LEAST, 0.1, 60), np.linspace(0.11, 1, 90)])


def confidence_curve(probability: float, loss: float, num_classes: int) -> dict:
    """−ln p over p with the point of one picture on it, as an ECharts option.

    `loss` is that of the picture, which is finite also where the probability is 0.
    """
    shown = max(probability, _LEAST)
    return {
        "animation": False,
        "title": {"text": say(texts.CURVE_TITLE), "textStyle": {"fontSize": 14}},
        "grid": {"left": 48, "right": 20, "top": 56, "bottom": 44},
        "xAxis": {
            "type": "value",
            "name": say(texts.AXIS),
            "nameLocation": "middle",
            "nameGap": 26,
            "min": 0,
            "max": 1,
        },
        "yAxis": {
            "type": "value",
            "name": say(texts.CURVE_LOSS),
            "nameLocation": "middle",
            "nameGap": 26,
            "min": 0,
            "max": 7,
        },
        "series": [
            {
                "type": "line",
                "showSymbol": False,
                "silent": True,
                "color": TRAINING,
                "lineStyle": {"width": 2.5},
                "data": [[round(float(p), 4), round(-math.log(p), 4)] for p in _POINTS],
                "markLine": {
                    "silent": True,
                    "symbol": "none",
                    "lineStyle": {"color": REFERENCE, "type": "dashed"},
                    "label": {
                        "formatter": say(texts.GUESSING, classes=num_classes),
                        "position": "end",
                        "distance": 10,
                        "color": REFERENCE,
                    },
                    "data": [{"xAxis": 1 / num_classes}],
                },
            },
            {
                "type": "scatter",
                "silent": True,
                "symbolSize": 15,
                "color": TRAINING,
                "data": [[shown, -math.log(shown)]],
                "label": {
                    "show": True,
                    "formatter": f"−ln({three_decimals(probability)}) = {three_decimals(loss)}",
                    "position": "left" if shown > 0.6 else "right",
                    "offset": [0, -22 if shown > 0.6 else -14],
                    "textBorderWidth": 0,
                    "fontWeight": "bold",
                    "fontSize": 13,
                },
            },
        ],
    }
