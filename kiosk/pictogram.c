#include "kiosk/pictogram.h"

#include <string.h>

#include "core/pictogram.h"

/* The strokes' width, ends and colour are the style sheet's. */
static const struct drawing {
	const char *name, *svg;
} DRAWINGS[] = {
        {"alarm", "<path d='M12 4l9 16H3zM12 10v5M12 17.3v.2'/>"},
        {"ask",
         "<circle cx='12' cy='12' r='9'/><path d='M9.5 9.5a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.1.9-1.1 1.9M12 16.7v.2'/>"},
        {"ball", "<circle cx='12' cy='12' r='9'/><path d='M12 3v18M3 12h18M5.6 5.6c3.5 3 3.5 9.8 0 12.8M18.4 5.6c-3.5 "
                 "3-3.5 9.8 0 12.8'/>"},
        {"bed", "<path d='M3 19V6M3 15h18v4M21 15v-1a4 4 0 0 0-4-4h-6v5'/><circle cx='7' cy='11.5' r='1.8'/>"},
        {"bolt", "<path d='M13 3L6 13.5h5L10 21l8-11h-5.5z'/>"},
        {"book", "<path d='M12 6.5C9.5 5 6.5 4.7 3.5 5v13c3-.3 6 0 8.5 1.5 2.5-1.5 5.5-1.8 8.5-1.5V5c-3-.3-6 0-8.5 "
                 "1.5zM12 6.5v13'/>"},
        {"bus", "<rect x='3' y='5' width='18' height='12' rx='2.5'/><path d='M3 11h18M9 5v6M15 5v6'/><circle cx='7.5' "
                "cy='17.5' r='2'/><circle cx='16.5' cy='17.5' r='2'/>"},
        {"calendar",
         "<rect x='4' y='5' width='16' height='15' rx='2'/><path d='M4 10h16M8 3v4M16 3v4M8 14h2M14 14h2'/>"},
        {"check", "<circle cx='12' cy='12' r='9'/><path d='M8 12.5l3 3 5-6.5'/>"},
        {"children", "<circle cx='8' cy='8' r='2.5'/><circle cx='16.5' cy='8' r='2.5'/><path d='M3.5 20v-3a4.5 4.5 0 0 "
                     "1 9 0v3M14.5 13a4.5 4.5 0 0 1 6.5 4v3'/>"},
        {"clock", "<circle cx='12' cy='12' r='9'/><path d='M12 7v5l3.5 2'/>"},
        {"cloud",
         "<path d='M7 15a4 4 0 1 1 .8-7.9A5 5 0 0 1 17.3 9a3 3 0 0 1-.3 6zM9 18l-1 2.5M13 18l-1 2.5M17 18l-1 2.5'/>"},
        {"cross", "<circle cx='12' cy='12' r='9'/><path d='M9 9l6 6M15 9l-6 6'/>"},
        {"cup", "<path d='M5 9h11v5a5 5 0 0 1-5 5h-1a5 5 0 0 1-5-5zM16 10h2a2 2 0 0 1 0 5h-2M8.5 3c-1 1.3 1 1.7 0 "
                "3M12.5 3c-1 1.3 1 1.7 0 3'/>"},
        {"door", "<path d='M6 21V3h12v18M4 21h16M14.5 12v.5'/>"},
        {"ear",
         "<path d='M7 9a5 5 0 0 1 10 0c0 4-4 4.5-4 8a2.7 2.7 0 0 1-5 1M10 9.5a2 2 0 0 1 4 0c0 1.5-2 1.8-2 3.2'/>"},
        {"eye", "<path d='M2.5 12C5 7.5 8.3 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.8 6.5-9.5 6.5S5 16.5 2.5 12z'/><circle "
                "cx='12' cy='12' r='3'/>"},
        {"family", "<circle cx='8.5' cy='6' r='3'/><path d='M3 21v-3.5a5.5 5.5 0 0 1 10.5-2.2V21'/><circle cx='17.5' "
                   "cy='11.5' r='2'/><path d='M14 21v-2.5a3.5 3.5 0 0 1 7 0V21'/>"},
        {"few", "<path d='M4 20h4M4 20v-5h4v5M10 20h4M16 20h4'/>"},
        {"flat", "<circle cx='12' cy='12' r='9'/><path d='M8.5 15.5h7M9 9.5v.5M15 9.5v.5'/>"},
        {"gift", "<rect x='4' y='9' width='16' height='11' rx='1.5'/><path d='M4 13h16M12 9v11M12 9C7 9 7 4 10 4c2 0 2 "
                 "3 2 5zM12 9c5 0 5-5 2-5-2 0-2 3-2 5z'/>"},
        {"hand", "<path d='M7 13V6.5a1.5 1.5 0 0 1 3 0V11M10 10.5v-6a1.5 1.5 0 0 1 3 0v6M13 10.5V6a1.5 1.5 0 0 1 3 "
                 "0v6M16 9.5a1.5 1.5 0 0 1 3 0V15a6 6 0 0 1-6 6c-2.3 0-3.8-1-5-3l-3-5a1.6 1.6 0 0 1 2.5-1.8L9 13'/>"},
        {"heart",
         "<path d='M12 20C4 14.5 3 10.5 4.5 7.5 6 4.8 10 4.6 12 8c2-3.4 6-3.2 7.5-.5C21 10.5 20 14.5 12 20z'/>"},
        {"house", "<path d='M4 11l8-7 8 7M6 9.5V20h12V9.5M10 20v-5h4v5'/>"},
        {"lock", "<rect x='5' y='11' width='14' height='9' rx='2'/><path d='M8 11V8a4 4 0 0 1 8 0v3M12 14.5v2'/>"},
        {"many", "<path d='M4 20v-5h4v5zM10 20V10h4v10zM16 20V5h4v15z'/>"},
        {"message", "<path d='M4 5h16v11h-8l-4 4v-4H4zM8 9h8M8 12h5'/>"},
        {"moon", "<path d='M19 14.5A7.5 7.5 0 0 1 9.5 5 7.5 7.5 0 1 0 19 14.5zM17 4v4M15 6h4'/>"},
        {"none", "<path d='M4 20h4M10 20h4M16 20h4'/>"},
        {"pencil", "<path d='M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19zM14 6.5l3.5 3.5'/>"},
        {"person", "<circle cx='12' cy='7' r='3.5'/><path d='M5 21v-2a7 7 0 0 1 14 0v2'/>"},
        {"phone", "<rect x='7' y='2.5' width='10' height='19' rx='2.5'/><path d='M11 18.5h2'/>"},
        {"picture", "<rect x='3' y='5' width='18' height='14' rx='2'/><circle cx='9' cy='10' r='1.8'/><path d='M3.5 "
                    "17.5l5-4 4 3 3.5-3.5 4.5 4.5'/>"},
        {"pin", "<path d='M12 21c-4-4.5-6.5-7.7-6.5-11a6.5 6.5 0 0 1 13 0c0 3.3-2.5 6.5-6.5 11z'/><circle cx='12' "
                "cy='10' r='2.3'/>"},
        {"sad", "<circle cx='12' cy='12' r='9'/><path d='M8 16.5c1-2 2.4-3 4-3s3 1 4 3M9 9.5v.5M15 9.5v.5'/>"},
        {"scale", "<path d='M12 4v16M8 20h8M5 7h14M5 7l-2.5 6h5zM19 7l-2.5 6h5z'/>"},
        {"school", "<path d='M3 20h18M5 20V11l7-4 7 4v9M10 20v-4h4v4M12 7V3h4v2h-4M8 13.5h.1M16 13.5h.1'/>"},
        {"shield", "<path d='M12 3l7.5 2.5V11c0 5-3 8.5-7.5 10.5C7.5 19.5 4.5 16 4.5 11V5.5zM9 12l2 2 4-4'/>"},
        {"smile", "<circle cx='12' cy='12' r='9'/><path d='M8 14c1 2 2.4 3 4 3s3-1 4-3M9 9.5v.5M15 9.5v.5'/>"},
        {"stop", "<path d='M7 21V3M4 21h6'/><rect x='7' y='4' width='12' height='8' rx='1.5'/><path d='M10.5 8h5'/>"},
        {"sun", "<circle cx='12' cy='12' r='4'/><path d='M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6L7 7M17 17l1.4 1.4M5.6 "
                "18.4L7 17M17 7l1.4-1.4'/>"},
        {"talk", "<path d='M4 4h11v8H9l-3 3v-3H4zM18 9h2v8h-2v3l-3-3h-5v-2'/>"},
        {"tree", "<path d='M12 21v-7M12 15c-4.5 0-6.5-2.8-6-5.2.3-1.6 1.5-2.5 2.5-2.7C9 4.6 10.4 3.5 12 3.5s3 1.1 3.5 "
                 "3.6c1 .2 2.2 1.1 2.5 2.7.5 2.4-1.5 5.2-6 5.2zM8 21h8'/>"},
        {"walk", "<circle cx='13' cy='4.5' r='2'/><path d='M12.5 8.5l-1 5.5 3 3 1 4M11.5 14l-3 7M12.5 8.5l3.5 3.5 "
                 "2.5.5M12.5 8.5L8.5 11l-.7 3'/>"},
};

struct markup pictogram_drawing(size_t place)
{
	const char *name = place < pictogram_count ? pictogram_names[place] : "";
	for (size_t i = 0; i < sizeof DRAWINGS / sizeof *DRAWINGS; i++)
		if (strcmp(DRAWINGS[i].name, name) == 0)
			return (struct markup){DRAWINGS[i].svg, strlen(DRAWINGS[i].svg)};
	return (struct markup){"", 0};
}
