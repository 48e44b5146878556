"""What the verifier says about numbers, acts, certificates, copies, photos and exports, in both languages."""

from recap.verify.words import Words

_WIDEST = 80


def short(value: object) -> str:
    """Return a value as text, cut where it is long."""
    text = str(value)
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"


UNLOGGED = Words(
    "{code}: this {act} is shown but does not stand in the log: {said}",
    "{code}: {act} ini ditampilkan, tetapi tidak tercatat di log: {said}",
)
HIDDEN = Words(
    "{code}: this {act} stands in the log but is not shown: {said}",
    "{code}: {act} ini tercatat di log, tetapi tidak ditampilkan: {said}",
)
PLACE_HIDDEN = Words(
    "{code} has a {act} in the log (entry {index}) and is not among the published areas and stations.",
    "{code} mempunyai {act} di log (entri {index}), tetapi tidak ada di antara wilayah dan TPS yang diterbitkan.",
)
SHAPE = Words(
    "The field {field} of this record is missing, unknown or of another kind.",
    "Isian {field} pada catatan ini hilang, tidak dikenal, atau berbeda jenis.",
)
FIELD = Words(
    "{code}: {field} is published as {published}, but must be {due}.",
    "{code}: {field} diterbitkan sebagai {published}, seharusnya {due}.",
)
TOTAL = Words(
    "{code}: {row} is published as {published}, but its parts add up to {due}.",
    "{code}: {row} diterbitkan sebagai {published}, padahal jumlah bagian-bagiannya {due}.",
)
CLAIM = Words(
    "{code}: the area above says {field} {published}, its own record says {due}.",
    "{code}: wilayah di atasnya menyebut {field} {published}, catatannya sendiri menyebut {due}.",
)
NODE = Words(
    "{code}: the hash in the tree of sums is not the one its numbers make.",
    "{code}: sidik pada pohon jumlah tidak sesuai dengan angka-angkanya.",
)
CHILDREN = Words(
    "{code}: its parts are not listed once each in the order of their codes, or do not lie within it.",
    "{code}: bagian-bagiannya tidak tercantum masing-masing sekali menurut urutan kode, atau berada di luar wilayah.",
)
CELL = Words(
    "{code}: {row} counts {published}, but {due} is written or corrected.",
    "{code}: {row} dihitung {published}, padahal yang tertulis atau terkoreksi {due}.",
)
GIVEN = Words(
    "{code}: {row} is {published}, but no two readers saw that number alike and no officer's answer gives it.",
    "{code}: {row} bernilai {published}, padahal tidak ada dua pembaca yang sepakat dan tidak ada putusan petugas.",
)
READERS = Words(
    "{code}: {row} is said to have been seen by {published}; by its numbers and the log it is: {due}.",
    "{code}: {row} disebut dilihat oleh {published}; menurut angka dan log seharusnya: {due}.",
)
COUNTS = Words(
    "{code}: {field} is {published}, but the last accepted revision says {due}.",
    "{code}: {field} {published}, padahal revisi terakhir yang diterima menyebut {due}.",
)
REVISIONS = Words(
    "{code}: the accepted revisions are not listed once each, oldest first.",
    "{code}: revisi yang diterima tidak tercantum masing-masing sekali, dari yang terlama.",
)
STATE = Words(
    "{code}: the {field} is shown as {published}, the log says {due}.",
    "{code}: {field} ditampilkan sebagai {published}, menurut log {due}.",
)
MOMENT = Words(
    "{code}: {act} is said to have happened at {published}; the log took it in at {due}.",
    "{code}: {act} disebut terjadi pada {published}; log mencatatnya pada {due}.",
)
CELLS = Words(
    "{code}: how the numbers came about (read, keyed, written, corrected) is shown otherwise than it was logged.",
    "{code}: asal-usul angka (dibaca, diketik, tertulis, dikoreksi) ditampilkan berbeda dari yang tercatat di log.",
)
CASE = Words(
    "{code}: the discrepancy {number} ({key}) is shown but does not stand in the log.",
    "{code}: selisih {number} ({key}) ditampilkan, tetapi tidak tercatat di log.",
)
RECEIPTS = Words(
    "{code}: {published} recipients are said to have the copy, the log has {due} acknowledgements.",
    "{code}: disebut {published} penerima sudah memegang salinan, di log ada {due} tanda terima.",
)
RULE = Words(
    "{code}: the counted numbers break the rule {key}, and no officer has answered for it.",
    "{code}: angka yang dihitung melanggar aturan {key}, dan belum ada petugas yang memutuskannya.",
)
HINT = Words(
    "{code}: the counted numbers break the hint {key}, which is not among the published warnings.",
    "{code}: angka yang dihitung melanggar petunjuk {key}, yang tidak ada di antara peringatan yang diterbitkan.",
)
CASE_SUMS = Words(
    "{code}: the settled discrepancy {number} does not show the cells and sums of its rule {key}.",
    "{code}: selisih {number} yang diputuskan tidak menampilkan isian dan jumlah menurut aturan {key}.",
)
PHOTO_CHANGED = Words(
    "{code}: the published photo is not the one the record names.",
    "{code}: foto yang diterbitkan bukan foto yang disebut dalam catatan.",
)
PHOTO_MISSING = Words(
    "{code}: the photo the record names is not in the folder.",
    "{code}: foto yang disebut dalam catatan tidak ada di dalam folder.",
)
PHOTOS = Words(
    "{code}: the photos shown are not those that were sent, in the order they came.",
    "{code}: foto yang ditampilkan tidak sama dengan foto yang dikirim menurut urutan datangnya.",
)
PHOTO_STATE = Words(
    "{code}: photo {photo} is shown as {published}, the log says {due}.",
    "{code}: foto {photo} ditampilkan sebagai {published}, menurut log {due}.",
)
PHOTO_COUNT = Words(
    "{code}: photo {photo} stands in the log for count {count}, which nobody ordered or for which it was not sent.",
    "{code}: foto {photo} tercatat untuk penghitungan {count}, yang tidak pernah diperintahkan atau bukan tujuannya.",
)
PHOTO_PLACE = Words(
    "{code}: a photo is said to be entry {index} of the log, and is not.",
    "{code}: sebuah foto disebut sebagai entri {index} di log, padahal bukan.",
)
PICTURE = Words(
    "{code}: the public copy of photo {photo} is not the one that was logged.",
    "{code}: salinan publik foto {photo} bukan yang tercatat di log.",
)
COPY_UNREADABLE = Words(
    "{code}: the QR text of the copy is no signed statement in its one spelling.",
    "{code}: teks QR salinan bukan pernyataan bertanda tangan dalam ejaan bakunya.",
)
COPY_SIGNATURE = Words(
    "{code}: the key {key} has not signed the QR text of the copy.",
    "{code}: kunci {key} tidak menandatangani teks QR salinan ini.",
)
COPY_FIELD = Words(
    "{code}: the signed copy says {field} {due}, the record {published}.",
    "{code}: salinan bertanda tangan menyebut {field} {due}, catatan menyebut {published}.",
)
KEY = Words(
    "The key {key} is not the one of {code}, or the election authority of this folder does not vouch for it: {reason}.",
    "Kunci {key} bukan milik {code}, atau tidak dijamin oleh otoritas pemilihan dalam folder ini: {reason}.",
)
PEM = Words(
    "The file holds no certificate of a key (X.509) in its one spelling.",
    "Berkas ini tidak berisi sertifikat kunci (X.509) dalam ejaan bakunya.",
)
DOCUMENT = Words(
    "The document of the certificate (PDF) was changed: its bytes are not those of its digest.",
    "Dokumen sertifikat (PDF) telah diubah: isinya tidak sesuai dengan sidik digitalnya.",
)
DOCUMENT_MISSING = Words(
    "The document of the certificate (PDF) is not in the folder.",
    "Dokumen sertifikat (PDF) tidak ada di dalam folder.",
)
CERTIFICATE_SIGNATURE = Words(
    "{code}: the certificate was not signed with the key {key}.",
    "{code}: sertifikat ini tidak ditandatangani dengan kunci {key}.",
)
CERTIFICATE_FIELD = Words(
    "{code}: the signed certificate says {field} {due}, the folder {published}.",
    "{code}: sertifikat yang ditandatangani menyebut {field} {due}, folder menyebut {published}.",
)
CERTIFICATE_UNREADABLE = Words(
    "{code}: the certificate is no statement in its one spelling, or a field is missing.",
    "{code}: sertifikat bukan pernyataan dalam ejaan bakunya, atau ada isian yang hilang.",
)
EXPORT = Words(
    "The table {kind} is not what the published stations make it.",
    "Tabel {kind} tidak sesuai dengan data TPS yang diterbitkan.",
)
DERIVED = Words(
    "This file in the manner of KPU's data is not what the published record makes it.",
    "Berkas dengan format data KPU ini tidak sesuai dengan catatan yang diterbitkan.",
)
DERIVED_MISSING = Words(
    "This file in the manner of KPU's data is missing.",
    "Berkas dengan format data KPU ini tidak ada.",
)
DEFINITION = Words(
    "What is published differs from the election's definition: {what}.",
    "Yang diterbitkan berbeda dari definisi pemilihan: {what}.",
)
COUNTED = {
    "act": Words("acts beside their log entries", "tindakan dibandingkan dengan entri lognya"),
    "certificate": Words("certificates", "sertifikat"),
    "copy": Words("signed copies (QR)", "salinan bertanda tangan (QR)"),
    "definition": Words("definitions of elections", "definisi pemilihan"),
    "derived": Words("files in the manner of KPU's data", "berkas dengan format data KPU"),
    "photo": Words("photos", "foto"),
    "table": Words("open tables", "tabel data terbuka"),
}
"""What is counted under these names, for the report."""
