// enum element_kind, enum input_type and enum clear_when in core/.
export const PANEL = 0, TEXT = 4, COMMENT = 5, RADIO = 6, DROPDOWN = 7, CHECKBOX = 8, BOOLEAN = 9, RATING = 10, MATRIX = 11, RANKING = 12;
export const NUMBER = 1, DATE = 2, DATETIME = 3, TIME = 4, MONTH = 5, WEEK = 6, EMAIL = 7, RANGE = 10;
export const CLEAR_NONE = 1, CLEAR_ON_HIDDEN = 3, CLEAR_ON_HIDDEN_CONTAINER = 4;
