/* Keys, without waiting for the end of a line. They come from the console's script, as other input
 * does. */
#ifndef PIPERIG_CONIO_H
#define PIPERIG_CONIO_H

/* The next key, or EOF behind the last one. */
int _getch(void);
int _getche(void);

/* Whether a key was pressed that nobody has read: not 0 until the script is at its end. */
int _kbhit(void);

#endif
