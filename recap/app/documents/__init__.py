"""Documents as PDF: activation slips, certificates (D.HASIL), copies (C.HASIL-SALINAN); records in `papers`."""
