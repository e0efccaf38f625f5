"""What convolutions and poolings share: a window that moves over a picture."""

from core.language import say
from core.layers.base import KerasLayer, LayerError, Shape
from core.layers.windows import Window


class WindowedLayer(KerasLayer):
    """A layer with a window that moves over a picture `(height, width, channels)`."""

    needs_picture = True

    @property
    def window(self) -> Window:
        raise NotImplementedError

    def places(self, input_shape: Shape) -> tuple[int, int]:
        """The rows and columns of places of its window; LayerError if there is none."""
        self.check_input(input_shape)
        height, width = input_shape[:2]
        if not self.window.fits(height, width):
            raise LayerError(
                say(
                    "{layer} looks through a window of {size}×{size}, but the picture that "
                    "reaches it is only {height}×{width}. "
                    'Remove a layer before it, or use padding="same".',
                    layer=self.kind,
                    size=self.window.size,
                    height=height,
                    width=width,
                )
            )
        return self.window.places(height), self.window.places(width)
