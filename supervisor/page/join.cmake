#  Joins the page's parts into one file, and that into a C source: cmake -DOUT=FILE -P join.cmake
get_filename_component (folder ${CMAKE_CURRENT_LIST_FILE} DIRECTORY)
file (READ ${folder}/page.html page)
foreach (part page.css book.js page.js)
    file (READ ${folder}/${part} text)
    string (REPLACE "/*${part}*/" "${text}" page "${page}")
endforeach ()
file (WRITE ${OUT}.html "${page}")
file (READ ${OUT}.html bytes HEX)
string (REGEX REPLACE "(................................)" "\\1\n    " bytes "${bytes}")
string (REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file (WRITE ${OUT} "//  Made of supervisor/page by join.cmake

#include \"sup_page.h\"

const unsigned char SUP_PAGE [] = {
    ${bytes}
};
const size_t SUP_PAGE_SIZE = sizeof SUP_PAGE;
")
