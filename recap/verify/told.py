"""The words of the report: what each class of failure means, what was checked, and what a check cannot prove."""

from recap.verify.findings import Failure
from recap.verify.receipt import Outcome
from recap.verify.words import Words

CLASSES = {
    Failure.BROKEN_PROMISE: Words(
        "A photo was promised to be in the public log and is not: the receipt proves it",
        "Foto dijanjikan masuk log publik tetapi tidak ada: tanda terima membuktikannya",
    ),
    Failure.FORK: Words("The public log contradicts itself", "Log publik bertentangan dengan dirinya sendiri"),
    Failure.CHECKPOINT: Words(
        "The head of the log is not signed as it must be", "Kepala log tidak ditandatangani sebagaimana mestinya"
    ),
    Failure.HISTORY: Words(
        "The history of publications has gaps, was rolled back, or is not the logged one",
        "Riwayat publikasi terputus, dimundurkan, atau berbeda dari yang tercatat di log",
    ),
    Failure.SIGNATURE: Words("A publication is not signed properly", "Publikasi tidak ditandatangani dengan benar"),
    Failure.TOTAL: Words("Numbers do not add up", "Angka tidak cocok dengan jumlahnya"),
    Failure.UNLOGGED: Words(
        "Something is shown that the log does not know", "Ada yang ditampilkan tetapi tidak tercatat di log"
    ),
    Failure.HIDDEN: Words("Something in the log is not shown", "Ada yang tercatat di log tetapi tidak ditampilkan"),
    Failure.CERTIFICATE: Words("A certificate (D.Hasil) does not hold", "Sertifikat (D.Hasil) tidak sah"),
    Failure.COPY: Words("A signed copy (QR) does not hold", "Salinan bertanda tangan (QR) tidak sah"),
    Failure.PHOTO: Words("A photo was exchanged, or its state is wrong", "Foto ditukar, atau keterangannya salah"),
    Failure.EXPORT: Words(
        "A table to download differs from the stations", "Tabel unduhan berbeda dari data TPS yang diterbitkan"
    ),
    Failure.CHANGED: Words("A file was changed or damaged", "Berkas diubah atau rusak"),
    Failure.MISSING: Words("A file is missing", "Ada berkas yang hilang"),
    Failure.STRAY: Words("There are files nobody answers for", "Ada berkas yang tidak disebut catatan mana pun"),
    Failure.SHAPE: Words("A record is not well-formed", "Catatan tidak berbentuk sebagaimana mestinya"),
    Failure.KEY: Words("A key is not the one expected", "Kunci tidak sesuai dengan yang diharapkan"),
    Failure.RECEIPT: Words("The receipt itself does not hold", "Tanda terima itu sendiri tidak sah"),
    Failure.OVERDUE: Words(
        "A photo is not in the public log by the time it was promised; nothing proves that to others yet",
        "Foto belum ada di log publik pada waktu yang dijanjikan; belum ada bukti bagi orang lain",
    ),
}

TITLE = Words("Check of {place}", "Pemeriksaan {place}")
MADE = Words("Publication of {at} (manifest {sha256})", "Publikasi {at} (manifes {sha256})")
ELECTION = Words("{name} ({day})", "{name} ({day})")
HOLDS = Words("EVERYTHING CHECKED HOLDS.", "SEMUA YANG DIPERIKSA BENAR.")
FAILS = Words("{count} THINGS DO NOT HOLD.", "{count} HAL TIDAK BENAR.")
FAILS_ONCE = Words("{count} THING DOES NOT HOLD.", "{count} HAL TIDAK BENAR.")
UNREADABLE = Words("There is no publication here that can be read.", "Di sini tidak ada publikasi yang dapat dibaca.")

PARTLY = Words(
    "Only the log and what you asked for were checked, not the whole folder.",
    "Hanya log dan yang Anda tanyakan yang diperiksa, bukan seluruh folder.",
)

WAY = Words(
    "{title}: TPS {station} on its way into the total, every sum on it recomputed",
    "{title}: perjalanan TPS {station} sampai ke jumlah total, setiap jumlah dihitung ulang",
)
STEP = Words("{name} ({in_} of {all} TPS are in)", "{name} ({in_} dari {all} TPS sudah masuk)")
NOT_IN = Words("not in the totals yet: {state}", "belum masuk jumlah: {state}")
PHOTO = Words("photo of page {page}, SHA-256 {sha256}: {state}", "foto halaman {page}, SHA-256 {sha256}: {state}")

STATES = {
    "received": Words("received", "diterima, belum dibaca"),
    "read": Words("read", "terbaca"),
    "superseded": Words("superseded by a later one", "diganti foto yang lebih baru"),
    "refused": Words("refused", "ditolak"),
    "waiting": Words("nothing has come yet", "belum ada yang masuk"),
    "confirmed": Words("confirmed by the KPPS", "dikonfirmasi KPPS"),
    "examination": Words("under examination", "sedang diperiksa"),
}

RECEIPTS = Words("Receipts", "Tanda terima")
RECEIPT = Words(
    "TPS {station}, photo {photo}, received {received_at}:", "TPS {station}, foto {photo}, diterima {received_at}:"
)
OUTCOMES = {
    Outcome.LOGGED: Words("is in the log as entry {index}.", "tercatat di log sebagai entri {index}."),
    Outcome.WAITING: Words(
        "is not in the log yet, and need not be: promised by {log_by}, and this folder knows the log up to {latest}. "
        "Check again with a newer folder.",
        "belum tercatat di log, dan belum wajib: dijanjikan paling lambat {log_by}, sedangkan folder ini memuat log "
        "sampai {latest}. Periksa lagi dengan folder yang lebih baru.",
    ),
    Outcome.OVERDUE: Words(
        "is overdue: promised by {log_by}, and not in the log that was fetched on {latest}. Keep a copy of the folder; "
        "the next publication in it that is later than the promise proves it.",
        "terlambat: dijanjikan paling lambat {log_by}, dan tidak ada dalam log yang diambil pada {latest}. Simpan "
        "salinan folder; publikasi berikutnya yang lebih baru dari janji itu membuktikannya.",
    ),
    Outcome.BROKEN: Words(
        "IS NOT IN THE LOG although promised by {log_by}; this folder knows the log up to {latest}.",
        "TIDAK TERCATAT DI LOG padahal dijanjikan paling lambat {log_by}; folder ini memuat log sampai {latest}.",
    ),
    Outcome.NO_PROMISE: Words(
        "is not in the log; the receipt is from before there was one and promises nothing about it.",
        "tidak tercatat di log; tanda terima dibuat sebelum ada log dan tidak menjanjikannya.",
    ),
}
PROOF = Words("The proof to keep: {path}", "Bukti untuk disimpan: {path}")

TOTALS = Words("What is published, recomputed from every TPS", "Yang diterbitkan, dihitung ulang dari setiap TPS")
STATIONS = Words("{title}: {in_} of {all} TPS are in", "{title}: {in_} dari {all} TPS sudah masuk")

CHECKED = Words("What was checked", "Yang diperiksa")
COUNTED = {
    "station": Words("{n} TPS", "{n} TPS"),
    "area": Words("{n} areas, their sums and their hashes", "{n} wilayah, jumlahnya dan hash-nya"),
    "manifest": Words(
        "{n} publications, their signatures and their entries in the log",
        "{n} publikasi, tanda tangannya dan entri lognya",
    ),
    "record": Words("{n} records of these publications", "{n} catatan dalam semua publikasi itu"),
    "act": Words(
        "{n} acts shown, each against its entry in the log",
        "{n} tindakan yang tampil, masing-masing dengan entri lognya",
    ),
    "entry": Words("{n} entries of the public log", "{n} entri log publik"),
    "tile": Words("{n} files of hashes over these entries", "{n} berkas hash atas entri-entri itu"),
    "seen": Words("{n} heads of the log seen elsewhere", "{n} kepala log yang pernah dilihat di tempat lain"),
    "photo": Words("{n} photos", "{n} foto"),
    "certificate": Words(
        "{n} certificates (D.Hasil) and their signatures", "{n} sertifikat (D.Hasil) dan tanda tangannya"
    ),
    "copy": Words("{n} signed copies (QR)", "{n} salinan bertanda tangan (QR)"),
    "table": Words("{n} tables to download", "{n} tabel unduhan"),
    "derived": Words("{n} files in the manner of KPU's data", "{n} berkas dengan format data KPU"),
    "definition": Words(
        "{n} definitions of elections, every TPS in them", "{n} definisi pemilihan, setiap TPS di dalamnya"
    ),
    "sibling": Words("{n} packed copies of files", "{n} salinan termampat"),
}

AGAINST = Words("Checked against", "Diperiksa terhadap")
LOG = Words(
    "the log {origin}, {size} entries, signed with the key {key}",
    "log {origin}, {size} entri, ditandatangani dengan kunci {key}",
)
YOURS = Words("this key you have given", "kunci ini Anda berikan")
THEIRS = Words("this key was TAKEN FROM THE FOLDER ITSELF", "kunci ini DIAMBIL DARI FOLDER ITU SENDIRI")
WITNESS = Words("log witness {name}, who saw this log on {at}", "saksi log {name}, yang melihat log ini pada {at}")
NO_WITNESS = Words("no log witnesses", "tanpa saksi log")
AUTHORITY = Words("the authority of all certificates, SHA-256 {sha256}", "otoritas semua sertifikat, SHA-256 {sha256}")
NO_AUTHORITY = Words(
    "no authority: nothing has been signed by a tier yet", "tanpa otoritas: belum ada tingkatan yang menandatangani"
)

LIMITS = Words("What this does NOT prove", "Yang TIDAK dibuktikan oleh pemeriksaan ini")
OWN_KEYS = Words(
    "That this folder is the real one. Keys were taken from the folder itself; a forger who makes a whole folder with "
    "own keys would pass. Get the log's key ({key}) and the authority's digest from another source, for example on "
    "paper from Bawaslu, and give them with --log-key and --root-sha256.",
    "Bahwa folder ini yang asli. Kunci diambil dari folder itu sendiri; pemalsu yang membuat seluruh folder dengan "
    "kunci sendiri akan lolos. Mintalah kunci log ({key}) dan sidik digital otoritas dari sumber lain, misalnya di "
    "atas kertas dari Bawaslu, lalu berikan dengan --log-key dan --root-sha256.",
)
OWN_ROOT = Words(
    "That the authority behind the certificates is the real one: compare its SHA-256 with the one you were given on "
    "paper (--root-sha256).",
    "Bahwa otoritas di balik sertifikat adalah yang asli: bandingkan SHA-256-nya dengan yang Anda terima di atas "
    "kertas (--root-sha256).",
)
NO_QUORUM = Words(
    "That everybody is shown the same log. No policy with log witnesses was given (--policy): whoever keeps the log "
    "could show different people different ones.",
    "Bahwa semua orang melihat log yang sama. Aturan saksi log tidak diberikan (--policy): pemegang log "
    "dapat memperlihatkan log yang berbeda kepada orang yang berbeda.",
)
PAPER = Words(
    "That the paper tells the truth, or that a photo shows the right paper: look at the photos. Ballots were not "
    "counted again.",
    "Bahwa isi kertas benar, atau bahwa foto memperlihatkan kertas yang benar: lihatlah fotonya. Surat suara tidak "
    "dihitung ulang.",
)
OFFICIAL = Words(
    "The official result: that is the one of the tiered plenaries.",
    "Hasil resmi: hasil resmi adalah hasil rapat pleno berjenjang.",
)
NO_PHOTOS = Words("The photos: they were not read (--no-photos).", "Foto: foto tidak dibaca (--no-photos).")
NO_LIST = Words(
    "That nothing else lies at this address: a web server does not list its files. Copy the folder and check the copy.",
    "Bahwa tidak ada berkas lain di alamat ini: server web tidak memperlihatkan daftar berkasnya. Salin foldernya dan "
    "periksa salinannya.",
)
BROTLI = Words(
    "What is inside the .br copies: they were compared by digest, and were not unpacked.",
    "Isi salinan .br: hanya dibandingkan dengan sidik digitalnya, tidak dibuka.",
)

FINDINGS = Words("What does not hold", "Yang tidak benar")
CLASS = Words("{words}: {count}", "{words}: {count}")
MORE = Words("... and {count} more", "... dan {count} lagi")
STATUS = Words("Exit status {status}.", "Status keluar {status}.")
