"""What the frame of the verifier says about files, manifests, the log and keys, in both languages."""

from recap.verify.words import Words

MISSING = Words(
    "The file is named by the folder but is not in it: a link, a device, or one far too large counts as none.",
    "Berkas ini disebut oleh folder, tetapi tidak ada: tautan, perangkat, atau berkas yang terlalu besar dianggap "
    "tidak ada.",
)
CHANGED = Words(
    "The bytes of this file are not the ones its digest names: it was changed or damaged.",
    "Isi berkas ini tidak sesuai dengan sidik digital (SHA-256) yang menyebutnya: berkas diubah atau rusak.",
)
SIBLING = Words(
    "The packed copy does not hold the same text as the file it stands beside.",
    "Salinan termampat tidak berisi teks yang sama dengan berkas di sampingnya.",
)
SHAPE = Words(
    "The record is not written in its one spelling (sorted keys, no spaces, whole numbers).",
    "Catatan tidak ditulis dalam ejaan bakunya (kunci terurut, tanpa spasi, bilangan bulat).",
)
STRAY = Words(
    "Nothing in the folder names this file: it was added by somebody, or a crash left it behind.",
    "Tidak ada catatan yang menyebut berkas ini: ditambahkan seseorang, atau tertinggal ketika sistem terhenti.",
)
UNSIGNED = Words(
    "The signature is not one of the key this manifest names.",
    "Tanda tangan ini bukan dari kunci yang disebut manifes.",
)
KEY_CHANGED = Words(
    "This manifest names another signing key than the one before it ({before}).",
    "Manifes ini menyebut kunci penanda tangan yang berbeda dari manifes sebelumnya ({before}).",
)
CHAIN_BROKEN = Words(
    "An earlier publication that the history names cannot be read: what was published before it is lost.",
    "Publikasi terdahulu yang disebut riwayat tidak dapat dibaca: publikasi sebelum itu hilang.",
)
NOT_LOGGED = Words(
    "This publication is not in the public log.",
    "Publikasi ini tidak tercatat dalam log publik.",
)
DROPPED = Words(
    "The log has this publication, but the visible one does not follow it: the folder was rolled back or replaced.",
    "Log mencatat publikasi ini, tetapi publikasi yang tampak tidak melanjutkannya: folder dimundurkan atau diganti.",
)
OUT_OF_ORDER = Words(
    "The publications do not follow one another in the order of the log, or one is logged twice.",
    "Urutan publikasi tidak sama dengan urutan dalam log, atau ada yang tercatat dua kali.",
)
ENTRY_DIFFERS = Words(
    "Entry {index} of the log names another size or other sums for this publication.",
    "Entri {index} dalam log menyebut ukuran atau jumlah yang berbeda untuk publikasi ini.",
)
LOGGED_BEFORE = Words(
    "The publication claims to show {size} entries, but is itself entry {index} of the log.",
    "Publikasi ini mengaku memuat {size} entri, padahal ia sendiri entri {index} dalam log.",
)
BACKWARDS = Words(
    "The publication is older, or shows less of the log, than the one before it ({before}).",
    "Publikasi ini lebih tua, atau memuat lebih sedikit isi log, daripada publikasi sebelumnya ({before}).",
)
BUNDLE_BROKEN = Words(
    "These entries of the log cannot be taken apart: the file is cut or was written over.",
    "Entri log dalam berkas ini tidak dapat diuraikan: berkas terpotong atau ditimpa.",
)
ENTRY_BROKEN = Words(
    "Entry {index} of the log is not an entry in its one spelling.",
    "Entri {index} dalam log tidak ditulis dalam ejaan bakunya.",
)
TWICE = Words(
    "The act with the number {number} stands in the log twice.",
    "Tindakan bernomor {number} tercatat dua kali dalam log.",
)
TILE_DIFFERS = Words(
    "The hashes in this file are not those of the entries of the log.",
    "Nilai hash dalam berkas ini tidak sesuai dengan entri log.",
)
ROOT_DIFFERS = Words(
    "The signed head of the log does not fit its {size} entries: an entry was changed, dropped, added or moved.",
    "Kepala log yang ditandatangani tidak cocok dengan {size} entri: ada entri diubah, hilang, ditambah atau digeser.",
)
MANIFEST_ROOT = Words(
    "This publication names another state of the log than its first {size} entries make.",
    "Publikasi ini menyebut keadaan log yang berbeda dari {size} entri pertamanya.",
)
ORIGIN_DIFFERS = Words(
    "This publication speaks of the log {named}, but the checkpoint is of {origin}.",
    "Publikasi ini menyebut log {named}, padahal kepala log milik {origin}.",
)
CHECKPOINT_BROKEN = Words(
    "The signed head of the log cannot be accepted: {reason}",
    "Kepala log yang ditandatangani tidak dapat diterima: {reason}",
)
QUORUM = Words(
    "Not enough log witnesses have cosigned the head of the log. Cosigned: {names}.",
    "Saksi log yang ikut menandatangani kepala log belum cukup. Yang menandatangani: {names}.",
)
UNKNOWN_SIGNER = Words(
    "A signature under the head of the log is of a key nobody has named: {name}.",
    "Ada tanda tangan pada kepala log dari kunci yang tidak dikenal: {name}.",
)
KEYS_BROKEN = Words(
    "The list of the log's keys cannot be accepted: {reason}",
    "Daftar kunci log tidak dapat diterima: {reason}",
)
KEY_UNKNOWN = Words(
    "The log key you gave is not among the keys of this folder, or none of its successors signed the head of the log.",
    "Kunci log yang Anda berikan tidak ada di folder ini, atau kepala log tidak ditandatangani oleh penggantinya.",
)
KEY_NOT_LOGGED = Words(
    "The keys in this file are not the keys the log itself has recorded.",
    "Kunci dalam berkas ini bukan kunci yang dicatat oleh log sendiri.",
)
ROOT_KEY = Words(
    "The authority behind all certificates is not the one you gave: its digest is {digest}.",
    "Otoritas di balik semua sertifikat bukan yang Anda berikan: sidik digitalnya {digest}.",
)
SENSELESS = Words(
    "The record has the right fields, but values that make no sense together.",
    "Isian catatan ini lengkap, tetapi nilainya tidak masuk akal.",
)
CONTEST_GONE = Words(
    "The contest {contest} was published before and is no longer there.",
    "Pemilihan {contest} pernah diterbitkan dan sekarang tidak ada lagi.",
)
TOP_DIFFERS = Words(
    "The manifest names another area, or another hash of all sums, for {contest} than the record it points to.",
    "Untuk {contest}, manifes menyebut wilayah atau hash jumlah yang berbeda dari catatan yang ditunjuknya.",
)
SIZE = Words(
    "The manifest says {published} bytes, the file has {due}.",
    "Manifes menyebut {published} bita, padahal berkas berisi {due} bita.",
)
READING_LOG = Words("reading the log", "membaca log")
CHECKING = Words("checking records and files", "memeriksa catatan dan berkas")
DEFINITION = Words(
    "This publication names another definition of the election {election} than the log.",
    "Publikasi ini menyebut definisi pemilihan {election} yang berbeda dari log.",
)
AUTHORITY = Words(
    "{manifest} names the authority {named}, but the one in the folder has the digest {digest}.",
    "{manifest} menyebut otoritas {named}, padahal otoritas dalam folder bersidik digital {digest}.",
)
STATION_UNKNOWN = Words(
    "No contest of this publication is held at the polling station {station}.",
    "Tidak ada pemilihan dalam publikasi ini yang diadakan di TPS {station}.",
)
RECEIPT_INVALID = Words(
    "This is not a receipt that the key of this folder has signed.",
    "Ini bukan tanda terima yang ditandatangani dengan kunci folder ini.",
)
RECEIPT_LOG = Words(
    "The receipt promises the log {named}, but this folder shows the log {origin}.",
    "Tanda terima menjanjikan log {named}, padahal folder ini memuat log {origin}.",
)
PROMISE_BROKEN = Words(
    "TPS {station}: photo {photo}, received {received_at}, was promised to be in the log by {log_by}. The log as it "
    "stood on {latest} does not have it. Keep the receipt and this folder: together they prove it.",
    "TPS {station}: foto {photo}, diterima {received_at}, dijanjikan masuk log paling lambat {log_by}. Log per "
    "{latest} tidak memuatnya. Simpan tanda terima dan folder ini: keduanya menjadi bukti.",
)
NOT_SHOWN = Words(
    "This newer publication stands in the log and in the folder but is not shown: an old one was put back in its "
    "place, or the publication was interrupted.",
    "Publikasi yang lebih baru ini ada dalam log dan folder tetapi tidak ditampilkan: publikasi lama dipasang kembali, "
    "atau penerbitannya terputus.",
)
PROMISE_OVERDUE = Words(
    "TPS {station}: photo {photo}, received {received_at}, was promised to be in the log by {log_by}, and is not in "
    "the log that was fetched on {latest}. Only you and the server know when that was: it is no proof. Check again.",
    "TPS {station}: foto {photo}, diterima {received_at}, dijanjikan masuk log paling lambat {log_by}, dan tidak ada "
    "dalam log yang diambil pada {latest}. Waktu itu hanya Anda dan server yang tahu: ini bukan bukti. Periksa lagi.",
)
KEY_LATE = Words(
    "The first key of the log stands as late as entry {index}: before it may only stand what was done before there was "
    "a log, and nothing that was published from it.",
    "Kunci pertama log baru tercatat sebagai entri {index}: sebelumnya hanya boleh ada tindakan dari masa sebelum ada "
    "log, dan belum boleh ada yang diterbitkan dari log.",
)
OLD_KEY = Words(
    "The head of the log is not signed with the key the log has recorded last.",
    "Kepala log tidak ditandatangani dengan kunci yang terakhir dicatat log.",
)
POLICY_UNSIGNED = Words(
    "The folder's own list of log witnesses is not the one that was signed with the key of the publication.",
    "Daftar saksi log milik folder ini bukan daftar yang ditandatangani dengan kunci publikasi.",
)
POLICY_BROKEN = Words(
    "The folder's own list of log witnesses is not one in its one spelling: {reason}",
    "Daftar saksi log milik folder ini tidak ditulis dalam ejaan bakunya: {reason}",
)
