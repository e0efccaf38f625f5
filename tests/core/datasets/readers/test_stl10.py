"""STL-10 as its authors publish it: bytes in planes, column by column, and labels from 1 on."""

import numpy as np

from tests.made.arrays import coloured, found, labels_of, made

PICTURES, LABELS = coloured(20, side=96), labels_of(20)
NAMES = ("airplane", "bird", "car", "cat")


def save(folder):
    folder.mkdir()
    planes = PICTURES.transpose(0, 3, 2, 1)
    for name, part in (("train", slice(12)), ("test", slice(12, 20))):
        (folder / f"{name}_X.bin").write_bytes(planes[part].tobytes())
        (folder / f"{name}_y.bin").write_bytes((LABELS[part] + 1).astype(np.uint8).tobytes())
    (folder / "class_names.txt").write_text("\n".join(NAMES))
    (folder / "fold_indices.txt").write_text("\n".join(" ".join(map(str, range(12))) for _ in "ab"))
    return folder


def test_pictures_stand_upright_with_their_names(inspected, tmp_path):
    finding = inspected(save(tmp_path / "stl10_binary"))
    assert found(finding) == made(PICTURES, LABELS, NAMES)
    assert len(finding.dataset.x_test) == 8


def test_unlabelled_pictures_are_left_out_and_counted(inspected, tmp_path):
    folder = save(tmp_path / "stl10_binary")
    unlabelled = np.random.default_rng(0).integers(0, 256, (5, 3, 96, 96), np.uint8)
    (folder / "unlabeled_X.bin").write_bytes(unlabelled.tobytes())
    finding = inspected(folder)
    assert found(finding) == made(PICTURES, LABELS, NAMES)
    assert any("unlabeled_X.bin: 5 pictures" in note for note in finding.notes)


def test_pictures_without_the_file_of_their_labels(refused, tmp_path):
    folder = save(tmp_path / "stl10_binary")
    assert "no labels" in refused(folder / "train_X.bin")
