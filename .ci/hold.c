/*
 * hold FILE MILLISECONDS READY: has a file open for so long, as a spreadsheet has: others may read it, and not write, move or delete it. Makes the
 * file READY once it has.
 */
#include <stdlib.h>
#include <windows.h>

int main(int count, char **words) {
  if (count != 4) return 2;
  HANDLE file = CreateFileA(words[1], GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
  if (file == INVALID_HANDLE_VALUE) return 1;
  CloseHandle(CreateFileA(words[3], GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL));
  Sleep(atoi(words[2]));
  return 0;
}
