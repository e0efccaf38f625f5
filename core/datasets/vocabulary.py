"""Words in the names of files, folders and columns, in the languages students bring.

Accents are left out: names are compared without them.
"""

SPLITS = {
    "train": """
        train training trainings trn xtrain trainx trainy ytrain trainval trainieren
        entrainement apprentissage entrenamiento entreno addestramento allenamento treino
        treinamento treinar antrenare antrenament entrenament lern lernen ubung ubungs trainen
        traning træning trening treniranje trenovaci trenink trenovacie treningowy treningowe
        uczacy koulutus opetus harjoitus tanito egitim egitme telim ucni ucna
        latih latihan pelatihan huanluyen
        обучение обучающая обучающие обучающий тренировка тренировочная тренировочные
        тренировочный трейн навчання навчальна обука εκπαιδευση אימון
        آموزش آموزشی یادگیری ترین تربیت تدريب التدريب التدريبية
        प्रशिक्षण প্রশিক্ষণ ฝึก 训练 訓練 学习 学習 トレーニング 훈련 학습
        trainning tranning trainig trian trining
        """,
    "test": """
        test testing tests tst t10k eval evaluation holdout heldout xtest testx testy ytest
        publictest privatetest prufung pruf prufen testen prueba pruebas teste testar prova verifica
        testare testovaci testovacie testowy testowe testi testaus teszt testiranje testni testna
        uji ujian pengujian kiemtra kiemthu sinaq
        тест тестовая тестовые тестовый тестова проверка перевірка δοκιμη בדיקה מבחן
        آزمون آزمایش آزمایشی تست ارزیابی اختبار الاختبار ٹیسٹ
        परीक्षण পরীক্ষা ทดสอบ 测试 測試 测验 テスト 評価 試験 테스트 시험 평가
        testting tset tets
        """,
    "validation": """
        val valid validation validate dev xval valx valy yval validierung validierungs
        validacion validacao validacio validazione convalida validatie validering validare validasi
        validacija validacni validacna walidacja walidacyjny validointi
        dogrulama валидация валидационная валидационный валідація επικυρωση אימות
        اعتبارسنجی التحقق تحقق सत्यापन ตรวจสอบ 验证 驗證 検証 バリデーション 검증
        vaild vaildation valdation validtion
        """,
    "unlabelled": "pred predict prediction predictions unlabeled unlabelled inference",
}
NEUTRAL = """
    set sets data dataset datasets daten satz datensatz menge split subset part sample samples
    image images img imgs picture pictures pic pics photo photos file files folder dir bilder bild
    jpg jpeg png bmp x y my the of for and de des du di final new all full small large jeu verisi
    list lists cropped crops resized labels label labelled labeled annotations csv public private
    выборка данные набор данных фото изображения
    داده های ها تصاویر مجموعه عکس 集 集合 用 组 数据 資料 资料 數據 样本 樣本 图片 圖片 图像 画像
    データ セット 데이터 세트 셋 용 이미지 사진
    """
"""Words beside one for a split that add nothing: `training_set`, `train_images`."""

CONTAINERS = """
    image images img imgs picture pictures pic pics photo photos bild bilder jpg jpeg jpegs png pngs
    jpegimages file files data dataset samples raw cropped crops resized dcim تصاویر 图片
    """
"""Names of folders that only say that there are pictures inside."""

ALBUMS = """
    camera screenshots screenshot whatsapp download downloads pictures instagram telegram snapchat
    facebook restored favorites favourites recents bluetooth
    """
"""Folders inside of a phone's DCIM, the first word of their names."""

CAMERAS = "apple media canon _pana andro gopro nikon msdcf olymp _fuji fujif photo casio sharp eos"
"""What stands after three digits in the names of the folders that cameras make: `100APPLE`."""

BESIDE = """
    plots plot figures figs results outputs output logs docs screenshots thumbnails thumbs reports
    checkpoints mask masks trimaps segmentation segmentations annotation annotations groundtruth gt
    """
"""Folders beside the classes that hold pictures of another kind. Words are written together."""

VERSIONS = """
    original originals augmented augmentation augmentations aug raw processed preprocessed
    unprocessed resized cropped segmented unsegmented grayscale greyscale gray grey color colour
    colored coloured rgb normalized normalised enhanced denoised
    """
"""Words in the names of folders that hold the same pictures in another form."""

COPIES = "copy kopie copie copia kópia копия نسخه کپی 副本 コピー 복사본"
"""What a system adds to the name of a folder that was copied: `cat - Copy`."""

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
    is_train is_test istrain istest is_valid is_validation is_training is_training_image
    """
