"""The five datasets of the course: the facts, and the only place where they are written down."""

from core.datasets.card import Baseline, DatasetCard, Digests, PublishedFile

DIGITS = DatasetCard(
    name="digits",
    title="Digits 8×8",
    classes=("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
    shape=(8, 8, 1),
    max_value=16,
    train_counts=(142, 146, 142, 146, 145, 145, 145, 143, 139, 144),
    test_counts=(36, 36, 35, 37, 36, 37, 36, 36, 35, 36),
    task="Which digit is this? Handwritten digits as tiny pictures of 8×8 pixels in 17 greys.",
    source="E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (1998), "
    "as bundled with scikit-learn",
    source_url="https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits",
    licence="CC BY 4.0 (UCI), shipped with scikit-learn (BSD-3-Clause)",
    digests=Digests(
        train_images="5760f944f9d4583320655eb3932bdbb8a1d7ecccece1d5e8ac73699a93fdf434",
        train_labels="33fe81a53fa12d9cd119c74adab9b6b08a7d070ee62e736390c5cf89f00886b1",
        test_images="3cc232bd25364446c8646cd9434a26e35ea92e20045d395b2fdd2232a75c9b8f",
        test_labels="70ee2850bb25b543ca4112717fd4396c3fb90bcb54d8015bd3f9c7c900966072",
    ),
    baselines=(
        Baseline("always the most frequent class", 37 / 360, "counts of the test set"),
        Baseline("network with one hidden layer of 128", 0.978, "measured with Keras 3"),
    ),
    remarks=("The split into 1,437 and 360 is ours, fixed and with the same mix of classes.",),
)

MNIST = DatasetCard(
    name="mnist",
    title="MNIST",
    classes=("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
    shape=(28, 28, 1),
    train_counts=(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949),
    test_counts=(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009),
    task="Which digit is this? Handwritten digits, white on black, 28×28 pixels.",
    source="Y. LeCun, C. Cortes and C. J. C. Burges, The MNIST database of handwritten digits",
    source_url="http://yann.lecun.com/exdb/mnist/",
    licence="CC BY-SA 3.0 with attribution, say Keras and Kaggle; none on the original page",
    files=(
        PublishedFile(
            "train-images-idx3-ubyte.gz",
            9_912_422,
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            "f68b3c2dcbeaaa9fbdd348bbdeb94873",
        ),
        PublishedFile(
            "train-labels-idx1-ubyte.gz",
            28_881,
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            "d53e105ee54ea40749a09fcbcd1e9432",
        ),
        PublishedFile(
            "t10k-images-idx3-ubyte.gz",
            1_648_877,
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            "9fb629c4189551a2d022fa330f9573f3",
        ),
        PublishedFile(
            "t10k-labels-idx1-ubyte.gz",
            4_542,
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
            "ec29112dd5afa0611ce80d1b7f02629c",
        ),
    ),
    mirrors=(
        "https://storage.googleapis.com/cvdf-datasets/mnist",
        "https://ossci-datasets.s3.amazonaws.com/mnist",
    ),
    alternatives=(
        PublishedFile(
            "mnist.npz",
            sha256="731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
            url="https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
        ),
    ),
    digests=Digests(
        train_images="741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
        train_labels="1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
        test_images="6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
        test_labels="ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
        train_set="3655811c0e1223700a4714a92a51f55bd215ed7dc1fa2baa4326a2b58042d82d",
        test_set="634538fb34c5277fce98470b8b285d1e8419eb87f328da42ef1faf690d2c3911",
    ),
    baselines=(
        Baseline("always the most frequent class", 0.1135, "counts of the test set"),
        Baseline("MLP 256-128, 8 epochs", 0.976, "measured with Keras 3, Adam 0.001, batch 128"),
        Baseline("MLP 512-512 with dropout, 20 epochs", 0.984, "Keras example mnist_mlp"),
        Baseline("CNN 32-64-64, 3 epochs", 0.991, "measured with Keras 3, Adam 0.001, batch 128"),
    ),
)

FASHION_MNIST = DatasetCard(
    name="fashion-mnist",
    title="Fashion-MNIST",
    classes=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    shape=(28, 28, 1),
    train_counts=(6000,) * 10,
    test_counts=(1000,) * 10,
    task="Which piece of clothing is this? Shop photographs as 28×28 pixels in grey.",
    source="H. Xiao, K. Rasul and R. Vollgraf (Zalando Research), "
    "Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms (2017)",
    source_url="https://github.com/zalandoresearch/fashion-mnist",
    licence="MIT",
    files=(
        PublishedFile(
            "train-images-idx3-ubyte.gz", 26_421_880, md5="8d4fb7e6c68d591d4c3dfef9ec88bf0d"
        ),
        PublishedFile("train-labels-idx1-ubyte.gz", 29_515, md5="25c81989df183df01b3e8a0aad5dffbe"),
        PublishedFile(
            "t10k-images-idx3-ubyte.gz", 4_422_102, md5="bef4ecab320f06d8554ea6380940ec79"
        ),
        PublishedFile("t10k-labels-idx1-ubyte.gz", 5_148, md5="bb300cfdad3c16e7a12a480ee83cd310"),
    ),
    mirrors=(
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets",
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
    ),
    digests=Digests(
        train_images="2e487a6c89124f78f2d7521542223cafe96f7123c3ca13d447772ac6ecbb3012",
        train_labels="657fbd221bfc9f4198cc14b5619cc33ec57c58dd0e47af4d99d6650759e869a7",
        test_images="c867c93ff95360594e8ec3287995350b824dd110b11595c0e13d5423f621867a",
        test_labels="3d0e6c6ea990b53b6f8f500a41cac93881d981b315f84578b7d915342ade01e9",
        train_set="0c69d5cdeb902b69084012f812f066de080317bb3c64f43ca87f910d8ec86906",
        test_set="90c92c0507755a7d443edde8297ce4d0f131e42884e2e87e7fc9b81ffe215258",
    ),
    baselines=(
        Baseline("always the same class", 0.1, "counts of the test set"),
        Baseline("people without fashion expertise", 0.835, "the publisher's README"),
    ),
)

CIFAR10 = DatasetCard(
    name="cifar10",
    title="CIFAR-10",
    classes=(
        "airplane",
        "automobile",
        "bird",
        "cat",
        "deer",
        "dog",
        "frog",
        "horse",
        "ship",
        "truck",
    ),
    shape=(32, 32, 3),
    train_counts=(5000,) * 10,
    test_counts=(1000,) * 10,
    task="What is in this photograph? Ten kinds of animals and vehicles, 32×32 pixels in colour.",
    source="A. Krizhevsky, Learning multiple layers of features from tiny images (2009)",
    source_url="https://www.cs.toronto.edu/~kriz/cifar.html",
    licence="none stated; for study and research, not to be redistributed",
    files=(
        PublishedFile(
            "cifar-10-python.tar.gz",
            170_498_071,
            "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
            "c58f30108f718f92721af3b95e74349a",
        ),
    ),
    mirrors=(
        "https://azuremlexamples.blob.core.windows.net/datasets",
        "https://www.cs.toronto.edu/~kriz",
    ),
    alternatives=(
        PublishedFile(
            "cifar-10-binary.tar.gz",
            170_052_171,
            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
            "c32a1d4ab5d03f1284b67883e8d87530",
            "https://mindspore-website.obs.cn-north-4.myhuaweicloud.com/notebook/datasets/"
            "cifar-10-binary.tar.gz",
        ),
    ),
    digests=Digests(
        train_images="47af8b02cfcfb6cdf3dbbd1969ad7f1b70f4413f6f80f437b020ee4e5bc8304a",
        train_labels="2b7cd2f24487317614016b72ffd53071c3062f592f0eb300c18a770d41ae1253",
        test_rows_md5="803d5f7f4d78ea53de84dbe85f74fb6d",
    ),
    baselines=(
        Baseline("always the same class", 0.1, "counts of the test set"),
        Baseline("MLP 256-128, 10 epochs", 0.478, "measured with Keras 3, Adam 0.001, batch 128"),
        Baseline("CNN 32-64-64, 8 epochs", 0.676, "measured with Keras 3, Adam 0.001, batch 128"),
        Baseline("CNN, 50 epochs", 0.79, "Keras example cifar10_cnn"),
        Baseline("one person on 400 pictures", 0.94, "A. Karpathy (2011)"),
    ),
    remarks=(
        "A network of dense layers alone stays near 50 %. "
        "If yours reaches 97 %, test pictures have leaked into training.",
    ),
)

FER2013 = DatasetCard(
    name="fer2013",
    title="FER-2013",
    classes=("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"),
    shape=(48, 48, 1),
    train_counts=(3995, 436, 4097, 7215, 4830, 3171, 4965),
    test_counts=(958, 111, 1024, 1774, 1247, 831, 1233),
    task="Which feeling does this face show? Faces found by web search, 48×48 pixels in grey.",
    source="I. Goodfellow et al., Challenges in representation learning: a report on three machine "
    "learning contests (2013), arXiv:1307.0414; collected by P.-L. Carrier and A. Courville",
    source_url="https://www.kaggle.com/c/"
    "challenges-in-representation-learning-facial-expression-recognition-challenge",
    licence="none stated; the faces belong to the people shown, not to be redistributed",
    files=(PublishedFile("fer2013.tar.gz"),),
    alternatives=(
        PublishedFile("fer2013.csv", md5="f8428a1edbd21e88f42c73edd2a14f95"),
        PublishedFile("icml_face_data.csv", md5="b114b9e04e6949e5fe8b6a98b3892b1d"),
        PublishedFile(
            "fer2013.zip", url="https://www.kaggle.com/api/v1/datasets/download/msambare/fer2013"
        ),
    ),
    digests=Digests(
        train_images="df3a4816f2773b35a9f3d4a7ef9db4a08a05ba690f816f7fef5873c43960809f",
        train_labels="e013aa0aa0b464e92443aa01950fbc974b099828690b72dc68aeb928766c6435",
        test_images="a743e7c74acb93e74d426de38254146d3ec321307f1fa7ea384048478b3094f6",
        test_labels="10804edaf62a371595a76644d9898846d82859c190d8b21ef61e8d3936f3eb44",
        train_set="e1df0ee68666ed92a6db267dae36a7617db61baa9fdd76e586fcac03e81bbc88",
        test_set="8d61cfee52ae6f7ea1a8366e6b490dc1becce79eb68c78607afa2afeb41fb3a7",
    ),
    baselines=(
        Baseline("always the most frequent class (happy)", 1774 / 7178, "counts of the test set"),
        Baseline("MLP 256-128, 12 epochs", 0.397, "measured with Keras 3, Adam 0.001, batch 128"),
        Baseline("CNN 32-64-64, 8 epochs", 0.542, "measured with Keras 3, Adam 0.001, batch 128"),
        Baseline("people", 0.65, "Goodfellow et al. 2013, arXiv:1307.0414 (65 ± 5 %)"),
        Baseline("the contest's winner", 0.712, "Goodfellow et al. 2013, arXiv:1307.0414"),
    ),
    remarks=(
        "The test set is PublicTest followed by PrivateTest, 3,589 faces each.",
        "568 of the 7,178 test pictures also lie, pixel for pixel, in the training set.",
        "12 pictures are all black, and 57 groups of identical pictures carry different labels.",
    ),
    class_synonyms=(
        ("anger", "angry"),
        ("disgusted", "disgust"),
        ("fearful", "fear"),
        ("scared", "fear"),
        ("happiness", "happy"),
        ("sadness", "sad"),
        ("surprised", "surprise"),
    ),
)

CARDS: dict[str, DatasetCard] = {
    card.name: card for card in (DIGITS, MNIST, FASHION_MNIST, CIFAR10, FER2013)
}
