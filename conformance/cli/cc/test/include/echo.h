/* Included as "Include\Echo.h". */
#pragma once
#define ECHO_SIZE 512
