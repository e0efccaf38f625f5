"""Words in the names of files, folders and columns, in the languages students bring.

Accents are left out: names are compared without them.
"""

SPLITS = {
    "train": """
        train training trainings trn xtrain trainx trainy ytrain trainval
        entrainement apprentissage entrenamiento addestramento treino treinamento egitim trening
        обучение обучающая обучающие тренировка тренировочная тренировочные
        آموزش آموزشی تدريب 训练 訓練 学習 훈련
        """,
    "test": """
        test testing tests tst t10k eval evaluation holdout heldout xtest testx testy ytest
        publictest privatetest prufung pruf prueba pruebas teste prova
        тест тестовая тестовые проверка آزمون آزمایش آزمایشی تست اختبار 测试 測試 テスト 테스트
        """,
    "validation": """
        val valid validation validate dev xval valx valy yval validierung validierungs
        validacion validacao
        dogrulama валидация валидационная اعتبارسنجی 验证 驗證 検証 검증
        """,
    "unlabelled": "pred predict prediction predictions unlabeled unlabelled inference",
}
NEUTRAL = """
    set sets data dataset datasets daten satz datensatz menge split subset part sample samples
    image images img imgs picture pictures pic pics photo photos file files folder dir bilder bild
    jpg jpeg png bmp x y my the of for and de des du di final new all full small large
    cropped crops resized labels label labelled labeled annotations csv public private
    выборка данные داده های تصاویر 集 数据 图片 データ 이미지
    """
"""Words beside one for a split that add nothing: `training_set`, `train_images`."""

CONTAINERS = """
    image images img imgs picture pictures pic pics photo photos bild bilder jpg jpeg jpegs png pngs
    jpegimages file files data dataset samples raw cropped crops resized تصاویر 图片
    """
"""Names of folders that only say that there are pictures inside."""

BESIDE = """
    plots plot figures figs results outputs output logs docs screenshots thumbnails thumbs reports
    checkpoints mask masks trimaps annotation annotations groundtruth gt
    """
"""Folders beside the classes that hold pictures of another kind."""

GROUPS = """
    person subject user participant student session day camera cam take group patient writer author
    volunteer signer probe visit device scanner
    """
"""Words that, with a number or a letter, name who or what pictures come from: `person_a`."""

NO_CLASS_IN_FILE_NAME = """
    img image images dsc dscn dscf pic picture photo pxl vid frame file untitled download scan
    screenshot whatsapp unnamed sample data p i bild foto copy wa at hdr pano burst
    """
"""Words that cameras and programs put before the number of a picture."""

SUBMISSIONS = "submission submissions submit samplesubmission submissionformat abgabe soumission"

LABEL_COLUMNS = """
    label labels class classes fine_label fine_labels class_name classname label_name class_label
    category category_name target y emotion breed species dx diagnosis has_cactus digit classid
    class_id labelid label_id
    tag klasse etikett classe clase etiqueta sinif метка класс برچسب کلاس دسته 标签 类别
    """
"""Columns of a table that hold the class, the most telling first."""

PLAIN_LABEL_COLUMNS = "label labels class classes target y"
"""Those that hold the class whatever other columns there are."""

FILE_COLUMNS = """
    filename file_name filepath file_path file path image image_name image_path image_id imageid
    img name id picture photo datei bild fichier archivo файл فایل تصویر 文件名
    """
MEASUREMENTS = """
    width height w h size rows cols columns xmin ymin xmax ymax x1 y1 x2 y2 roi.x1 roi.y1 roi.x2
    roi.y2 x bbox area index fold url age date time
    """
"""Columns that describe a picture and are no class unless somebody says so."""

SPLIT_COLUMNS = """
    split set subset usage partition phase dataset
    is_train is_test istrain istest is_valid is_validation
    """
