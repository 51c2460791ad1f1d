/* Where Rust's standard library takes random numbers from on Windows, for versions of Wine that lack it. Nothing that the
   tests report depends on them. */

__declspec(dllexport) int ProcessPrng(unsigned char *to, unsigned long long length)
{
    for (unsigned long long i = 0; i < length; i++)
        to[i] = (unsigned char)(i * 37 + 11);
    return 1;
}
