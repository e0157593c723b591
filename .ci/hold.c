/* Has a file open for so many milliseconds, as a spreadsheet has: others may read it, and not write, move or delete it. */
#include <stdlib.h>
#include <windows.h>

int main(int count, char **words) {
  HANDLE file = CreateFileA(words[1], GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
  if (count != 3 || file == INVALID_HANDLE_VALUE) return 1;
  Sleep(atoi(words[2]));
  return 0;
}
