"""A run as a moving picture: its curves grow and the watched pictures turn right or wrong.

Everything is drawn `SCALE` times as large with Pillow and then shrunk, so that lines are smooth.

The film is a WebP, which every browser plays. A GIF would be played by office programs too, but is
five times as large, and has no colours left for photographs.
"""

import io
from collections.abc import Iterable, Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from core.datasets import DatasetCard
from core.language import number, say
from core.runs.history import History, Point, untrained_loss
from core.runs.probe import ProbeResult, WatchedImages
from dashboard.render import texts
from dashboard.render.charts import PROGRESS, TEST, TRAINING, VALIDATION, WRONG, Reference
from dashboard.render.curve_picture import (
    FAINT,
    TEXT,
    Chart,
    DrawnCurve,
    PictureArea,
    VerticalAxis,
    loss_axis,
)
from dashboard.render.lettering import fitted, font
from dashboard.render.pictures import as_image
from dashboard.render.probe import SIDE, read_right

SIZE = (800, 450)
SCALE = 2
FRAMES = 60
FRAME_MILLISECONDS = 80
LAST_MILLISECONDS = 1280
"""The end stays, to be looked at: with it the film takes six seconds."""

_EFFORT = {"quality": 20, "method": 1}
"""Of WebP without loss: with more the file becomes a little smaller, and takes seconds to make."""
_WIDTH, _HEIGHT = (SCALE * length for length in SIZE)
_MARGIN = 32
_PANEL = 1020
"""Where the watched pictures begin."""
_HEADING, _LARGE, _SMALL = 38, 30, 22
_ABOUT, _LINE = 74, 30
_CHARTS = (148, 492)
"""Where the caption of each chart begins; the plot is as high as `_PLOT`, below `_CAPTION`."""
_CAPTION, _PLOT = 50, 246
_LEGEND = 872
_CELL = (110, 140)
_PICTURE = 92
_FRAME = 6


def film_picture(
    history: History,
    probes: Sequence[ProbeResult],
    watched: WatchedImages | None,
    card: DatasetCard,
    majority: tuple[str, float],
    about: Sequence[str],
) -> bytes:
    """The film of a run that took a step, as an animated WebP of `SIZE` pixels.

    `probes` are those kept with the run, in the order of their steps; without any, or without the
    pictures, there are the curves alone. `majority` is the largest class of those that validate,
    and its share of them. `about` is the recipe in words, on two lines.
    """
    shown = watched if probes else None
    scene = _Scene(history, shown, card, majority, about)
    steps = np.linspace(0, history.steps, FRAMES)
    return _animated(scene.at(float(step), _newest(probes, float(step))) for step in steps)


def _newest(probes: Sequence[ProbeResult], step: float) -> ProbeResult | None:
    """The last probe up to a step."""
    return next((probe for probe in reversed(probes) if probe.step <= step), None)


def _animated(frames: Iterable[Image.Image]) -> bytes:
    first, *others = frames
    durations = [FRAME_MILLISECONDS] * len(others) + [LAST_MILLISECONDS]
    content = io.BytesIO()
    first.save(
        content,
        "WEBP",
        save_all=True,
        append_images=others,
        duration=durations,
        loop=0,
        lossless=True,
        **_EFFORT,
    )
    return content.getvalue()


class _Scene:
    """What does not move is drawn once; what does, over a copy of it."""

    def __init__(
        self,
        history: History,
        watched: WatchedImages | None,
        card: DatasetCard,
        majority: tuple[str, float],
        about: Sequence[str],
    ):
        self._history = history
        self._steps_per_epoch = history.steps / history.epochs_done
        self._panel = _Panel(watched, card, self._steps_per_epoch) if watched else None
        right = (_PANEL - 60) if watched else _WIDTH - _MARGIN
        self._charts = _charts(history, card.num_classes, majority, right)
        self._image = Image.new("RGB", (_WIDTH, _HEIGHT), "white")
        pen = ImageDraw.Draw(self._image)
        title = fitted(card.title, _HEADING, _WIDTH / 2)
        pen.text((_MARGIN, 24), title, TEXT, font(_HEADING))
        for line, words in enumerate(about):
            place = _MARGIN, _ABOUT + line * _LINE
            pen.text(place, fitted(words, _SMALL, _WIDTH - 2 * _MARGIN), FAINT, font(_SMALL))
        for chart in self._charts:
            chart.draw_frame(pen)
        self._draw_legend(pen)

    def _draw_legend(self, pen: ImageDraw.ImageDraw) -> None:
        x = float(self._charts[0].box.left)
        for line, words in _lines(self._history):
            pen.line([(x, _LEGEND), (x + 36, _LEGEND)], line.colour, line.width)
            pen.text((x + 46, _LEGEND), say(words), TEXT, font(_SMALL), "lm")
            x += 46 + font(_SMALL).getlength(say(words)) + 40

    def at(self, step: float, probe: ProbeResult | None) -> Image.Image:
        """The picture when so many steps are done, with the network's answers of that time."""
        image = self._image.copy()
        pen = ImageDraw.Draw(image)
        epochs = step / self._steps_per_epoch
        words = say(texts.FILM_EPOCH, epoch=epochs, epochs=self._history.planned_epochs)
        pen.text((_WIDTH - _MARGIN, 24), words, TEXT, font(_HEADING), "ra")
        for chart in self._charts:
            chart.draw_curves(pen, epochs)
        now = [point for point in self._history.validation if point.epoch <= epochs]
        if now:
            for top, words in zip(_CHARTS, _captions(now[-1]), strict=True):
                pen.text((_MARGIN, top), words, TEXT, font(_LARGE))
        if self._panel:
            image.paste(self._panel.showing(probe), (_PANEL, _CHARTS[0]))
        return image.reduce(SCALE)


def _captions(point: Point) -> tuple[str, str]:
    return (
        say(texts.FILM_LOSS, value=point.loss),
        say(texts.FILM_ACCURACY, value=point.accuracy),
    )


def _lines(history: History) -> list[tuple[DrawnCurve, str]]:
    """The curves, each with its name; the mean within an epoch only where it is the finer one."""
    progress = history.progress if len(history.progress) > len(history.training) else []
    lines = [
        (DrawnCurve(progress, PROGRESS, 2), texts.PROGRESS),
        (DrawnCurve(history.training, TRAINING, 5), texts.TRAINING),
        (DrawnCurve(history.validation, VALIDATION, 5), texts.VALIDATION),
    ]
    return [(line, words) for line, words in lines if line.points]


def _charts(
    history: History, num_classes: int, majority: tuple[str, float], right: int
) -> tuple[Chart, Chart]:
    lines = [line for line, _ in _lines(history)]
    losses = [point.loss for line in lines for point in line.points]
    guessing = untrained_loss(num_classes)
    name, share = majority
    loss_line = Reference(guessing, say(texts.FILM_GUESSING, value=guessing))
    accuracy_line = Reference(share, say(texts.MAJORITY, name=name, share=share))
    percent = VerticalAxis(0, 1, False, lambda share: number(share, ".0%"))
    loss, accuracy = (
        PictureArea(_MARGIN + 88, top + _CAPTION, right, top + _CAPTION + _PLOT) for top in _CHARTS
    )
    epochs = history.epochs_done
    return (
        Chart(loss, "loss", epochs, loss_axis(losses, guessing), lines, loss_line),
        Chart(accuracy, "accuracy", epochs, percent, lines, accuracy_line),
    )


class _Panel:
    """The watched pictures in rows, each with what the network says of it."""

    def __init__(self, watched: WatchedImages, card: DatasetCard, steps_per_epoch: float):
        self._labels, self._classes = watched.labels, card.classes
        self._steps_per_epoch = steps_per_epoch
        self._image = Image.new("RGB", (_WIDTH - _PANEL, _HEIGHT - _CHARTS[0]), "white")
        self._drawn: tuple[ProbeResult | None, Image.Image] | None = None
        for place, picture in enumerate(watched.images):
            enlarged = ImageOps.contain(
                as_image(picture, card.max_value), (_PICTURE, _PICTURE), Image.Resampling.NEAREST
            )
            self._image.paste(enlarged, self._corner(place))

    def _corner(self, place: int) -> tuple[int, int]:
        row, column = divmod(place, SIDE)
        width, height = _CELL
        return column * width + (width - _PICTURE) // 2, row * height + _CAPTION + _FRAME

    def showing(self, probe: ProbeResult | None) -> Image.Image:
        """The pictures with the answers of a probe, or without any."""
        if self._drawn is None or self._drawn[0] is not probe:
            self._drawn = probe, self._with_answers(probe) if probe else self._image
        return self._drawn[1]

    def _with_answers(self, probe: ProbeResult) -> Image.Image:
        image = self._image.copy()
        pen = ImageDraw.Draw(image)
        right = read_right(probe, self._labels)
        epoch = probe.step / self._steps_per_epoch
        words = say(texts.FILM_WATCHED, right=right.sum(), count=len(right), epoch=epoch)
        pen.text((0, 0), fitted(words, _LARGE, image.width - _MARGIN), TEXT, font(_LARGE))
        for place, is_right in enumerate(right):
            left, top = self._corner(place)
            colour, mark = (TEST, "✓") if is_right else (WRONG, "✗")
            end = _PICTURE + _FRAME - 1
            frame = (left - _FRAME, top - _FRAME, left + end, top + end)
            pen.rounded_rectangle(frame, 8, outline=colour, width=_FRAME)
            share = probe.shares[place]
            name = self._classes[probe.predicted[place]] if np.isfinite(share) else "NaN"
            pen.text((left - 6, top + _PICTURE + 22), mark, colour, font(_SMALL), "lm")
            name = fitted(name, _SMALL, _PICTURE - 12)
            pen.text((left + 18, top + _PICTURE + 22), name, TEXT, font(_SMALL), "lm")
        return image
