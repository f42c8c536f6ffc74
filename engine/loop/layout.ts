/**
 * Where everything lies in the memory of the loop, in bytes, and what its numbers mean. AssemblyScript reads this file as well
 * (wasm/), so that both sides have one truth; it holds numbers only.
 */

/** What one call works on and what it says, at the offsets below; 32 bits, those of {@link LAST}, {@link LIMIT} and {@link THROUGH} 64. */
export const STATE = 0x600
/** Places in {@link INPUT}: the leaf's first byte, the byte behind its last, its cell pointers. */
export const BASE = 0
export const END = 4
export const POINTERS = 8
/** Cells of the leaf, and the next of them. */
export const CELLS = 12
export const CELL = 16
/** Bytes of cells read so far (reader.ts compares them with what the leaf says of its space). */
export const HELD = 20
/** Nothing lies before the next row in its tree: 1 or 0. */
export const FIRST = 24
/** Payloads up to this size lie in their cell. */
export const MOST_LOCAL = 28
/** The rowid before; the largest that the leaf may have, and that is asked for. */
export const LAST = 32
export const LIMIT = 40
export const THROUGH = 48
/** Bytes written to {@link OUTPUT}, where to stop after a row, and what no row may pass. */
export const POSITION = 56
export const ENOUGH = 60
export const ROOM = 64
/** Rows to take at most, and those taken. */
export const MOST_ROWS = 68
export const ROWS = 72
/** Values in {@link ASIDE}. */
export const COUNT_ASIDE = 76
/** Steps of a row; the fields that COPY is told, and whether the rowid follows them. */
export const STEP_COUNT = 80
export const FIELDS = 84
export const KEEPS_ROWID = 88
/** A rowid as a record would hold it. */
export const ROWID_BYTES = 96

/** How a call ended: the leaf is read; a bound is reached; the next row is for the reference. */
export const READ = 0
export const BOUND = 1
export const REFERENCE = 2

/** What is done with each field of a record, in its order: so many bytes each, at the offsets below. */
export const STEPS = 0x800
export const STEP_BYTES = 16
export const MOST_STEPS = 2000
export const DOES = 0
export const FLAGS = 1
/** The column's tally, and the forms that it counts. */
export const TALLIED = 4
export const FORMS = 8
/** The cast of a rowid. */
export const AS = 12

/** Pass over the field; take the rowid, which is no field of the record, as it is, or by the cast that lies at {@link AS}. */
export const PASS = 0
export const ROWID = 1
export const ROWID_AS = 2
/** Tally the value. */
export const TALLY = 3
/** Encode it by a cast. */
export const BIGINT = 4
export const INTEGER = 5
export const SMALLINT = 6
export const BOOLEAN = 7
export const DOUBLE = 8
export const TEXT = 9
export const DATE = 10
export const TIME = 11
export const TIMESTAMP = 12
export const UNIX_S = 13
export const UNIX_MS = 14
export const UNIX_US = 15
export const UNIX_NS = 16
export const JULIAN = 17
export const NUMERIC = 18
export const UUID = 19
export const JSONB = 20

/** Integers in the record are reals; a record without the field has NULL there; empty texts become NULL; texts are checked. */
export const REALS = 1
export const MISSING_NULL = 2
export const EMPTY_AS_NULL = 4
export const CHECKED = 8

export const FORM_MOMENT = 1
export const FORM_TIME = 2
export const FORM_BOOLEAN = 4
export const FORM_UUID = 8
export const FORM_INTEGER = 16
export const FORM_JSON = 32
export const FORM_DECIMAL = 64

/** Values that the reference tallies: the column, what is there ({@link IS_MISSING} for a field that the record has not), the rowid, and the value or the range of bytes. */
export const ASIDE = 0x9000
export const ASIDE_BYTES = 32
export const MOST_ASIDE = 4096
export const ASIDE_COLUMN = 0
export const ASIDE_KIND = 4
export const ASIDE_ROWID = 8
export const ASIDE_VALUE = 16
export const ASIDE_END = 20
export const IS_REAL = 2
export const IS_TEXT = 3
export const IS_BLOB = 4
export const IS_MISSING = 5

/** The open arrays and objects of a JSON text, and hashes of the keys of those objects. */
export const LEVELS = 0x29000
export const HASHES = 0x2a000
export const MOST_HASHES = 0x1800

/** The tallies of columns, so many bytes each, at the offsets below. */
export const TALLIES = 0x30000
export const TALLY_BYTES = 704
/** Values by serial type; those of 128 and more, and texts and blobs among them. */
export const BY_TYPE = 0
export const MIN = 512
export const MAX = 520
export const MIN_REAL = 528
export const MAX_REAL = 536
export const NEAREST_NEGATIVE = 544
export const LONG_TEXTS = 552
export const LONG_BLOBS = 556
export const LONGEST_BYTES = 560
export const LONGEST_TEXT = 564
export const INFINITIES = 568
export const ZEROS = 572
export const NEGATIVES = 576
export const DAY_NUMBERS = 580
export const SECONDS = 584
export const MILLISECONDS = 588
export const MICROSECONDS = 592
export const NANOSECONDS = 596
export const FINER = 600
export const ORDERED = 604
export const SWAPPED = 608
export const BOOLEANS = 612
export const DATES = 616
export const TIMESTAMPS = 620
export const ZONED = 624
export const MIDNIGHTS = 628
export const TIMES = 632
export const UUIDS = 636
export const INTEGER_TEXTS = 640
export const DECIMALS = 644
export const WHOLE = 648
export const FRACTION = 652
/** Three ways in which moments were seen written; more are not told apart. */
export const WRITINGS = 656
/** Texts without a form may be examples still: 1 or 0. */
export const LOOKING = 668
export const JSONS = 672

/** Pages, as the reader reads them. */
export const INPUT = 0x190000
export const INPUT_BYTES = 0x40000
/** Rows of binary COPY. What is read or written past the end of either area by whole words lies within the next. */
export const OUTPUT = 0x1f0000
export const OUTPUT_BYTES = 0x50000
/** Pages of 64 KB of the whole. */
export const MEMORY_PAGES = 0x26
