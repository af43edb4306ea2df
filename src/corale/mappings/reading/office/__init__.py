"""Office formats, read in a bounded process of their own.

bounded  a reader set to work in that process, ended when it overstays
worker   that process
package  zipped XML opened with bounds
docx     Word (ECMA-376)
odt      OpenDocument text (ISO/IEC 26300)
xlsx     Excel: the first sheet that holds something
pdf      PDF with text, through PDFium
layout   the reading order of a page
flow     paragraphs, lists, tables and notes in order
p7m      the content of a signed file (CMS, RFC 5652)
"""
